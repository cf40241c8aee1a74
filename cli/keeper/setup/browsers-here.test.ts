import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { browsersHere } from "./browsers-here.ts";

it("finds each browser by its first command, and tells those that run in a sandbox", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-browsers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [bin, exports] = [join(folder, "bin"), join(folder, "flatpak/exports/bin")];
  for (const path of [bin, exports]) mkdirSync(path, { recursive: true });
  for (const path of [join(bin, "chromium"), join(bin, "firefox-esr"), join(exports, "com.brave.Browser")])
    writeFileSync(path, "", { mode: 0o755 });
  symlinkSync(join(exports, "com.brave.Browser"), join(bin, "brave"));
  writeFileSync(join(bin, "google-chrome"), "", { mode: 0o644 }); // nobody may run it
  const here = await browsersHere({ PATH: `${bin}:relative:${exports}` });
  expect(here.map(({ name, command, sandbox }) => [name, command, sandbox])).toEqual([
    ["Chromium", join(bin, "chromium"), undefined],
    ["Brave", join(bin, "brave"), "flatpak"],
    ["Firefox", join(bin, "firefox-esr"), undefined],
  ]);
});
