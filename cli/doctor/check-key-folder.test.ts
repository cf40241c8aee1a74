import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeyPlace } from "../keys/key-file.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { checkKeyFolder } from "./check-key-folder.ts";

let root: string;
let place: KeyPlace;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "nearside-folder-"));
  place = keyPlaceIn(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("the key folder is found", () => {
  it("good where it is for this account alone, and where it is not there yet", async () => {
    expect(await checkKeyFolder(place)).toMatchObject([{ state: "good", says: `${place.folder} (made when needed)` }]);
    mkdirSync(place.folder, { mode: 0o700 });
    expect(await checkKeyFolder(place)).toMatchObject([{ state: "good" }]);
  });

  it("bad where others may read it, with the command that closes it", async () => {
    mkdirSync(place.folder);
    chmodSync(place.folder, 0o755);
    expect(await checkKeyFolder(place)).toMatchObject([{ state: "bad", cure: expect.stringContaining("chmod 700") }]);
  });

  it("bad where it is a link", async () => {
    symlinkSync(tmpdir(), place.folder);
    expect(await checkKeyFolder(place)).toMatchObject([
      { state: "bad", cure: expect.stringContaining("symbolic link") },
    ]);
  });

  it("bad where the disk under it is read-only", async () => {
    const [finding] = await checkKeyFolder({ ...place, folder: "/proc/nearside", home: "/proc" });
    expect(finding).toMatchObject({ state: "bad" });
  });
});
