// The extension's package is the same bytes whenever it is built: docs/how-to/review-the-extension.md tells reviewers how to see it.
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import { buildWhatIsStale } from "../../setup/build.mjs";
import { verifyExtension } from "../../setup/verify-extension.mjs";
import { repository } from "../support/repository.ts";

it("is built the same elsewhere, and one that differs by a byte of one file is told", async () => {
  await buildWhatIsStale(["extension"]);
  const folder = await mkdtemp(join(tmpdir(), "nearside-package-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [built, same, altered] = [
    join(repository, "extension/dist/nearside-extension.zip"),
    join(folder, "same.zip"),
    join(folder, "altered.zip"),
  ];
  await copyFile(built, same);
  const files = unzipSync(new Uint8Array(await readFile(built)));
  await writeFile(altered, zipSync({ ...files, "content.js": strToU8("void 0;") }));
  // The build and its copy come first, and are the same as what is built elsewhere; so the altered one is the first that differs.
  await expect(verifyExtension([same, altered])).rejects.toThrow(/altered\.zip is not what this checkout makes/);
});
