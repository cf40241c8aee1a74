import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyPlaceIn } from "../testing/key-place.ts";
import {
  demandRoomForKeyFile,
  type KeyPlace,
  keyFileNames,
  loadKeyFile,
  removeKeyFile,
  storeKeyFile,
} from "./key-file.ts";
import { KeyFileError } from "./key-file-error.ts";

const STRANGER = 54_321;
const SECRET = { d: "hunter2-hunter2" };
const RECORD = { open: { of: "device" }, secret: SECRET };
const schemas = { open: v.strictObject({ of: v.string() }), secret: v.strictObject({ d: v.string() }) };

let root: string;
let place: KeyPlace;
let names = 0;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "nearside-keys-")));
  mkdirSync(join(root, "home"), { mode: 0o755 });
  mkdirSync(join(root, "work"), { mode: 0o755 });
  place = {
    ...keyPlaceIn(root, "zoe"),
    folder: join(root, "home", ".local", "state", "nearside"),
    cwd: join(root, "work"),
    home: join(root, "home"),
    platform: "linux",
    machine: "machine-1",
    randomName: () => {
      names += 1;
      return `draft${names}`;
    },
  };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (name = "device"): string => join(place.folder, `${name}.json`);
async function secretOf(from: KeyPlace): Promise<unknown> {
  const record = await loadKeyFile(from, "device", schemas);
  return record === null ? null : record.secret();
}
const load = (from: Partial<KeyPlace> = {}) => secretOf({ ...place, ...from });
const store = (to: Partial<KeyPlace> = {}) => storeKeyFile({ ...place, ...to }, "device", RECORD, "file");

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    // Neither the sentence nor the rest that is logged with it may hold the secret.
    const logged = `${error.stack} ${JSON.stringify(error)} ${error.cause instanceof Error ? error.cause.stack : ""}`;
    expect(logged).not.toContain("hunter2");
    expect(error.message).toMatch(/\. .*\.$|: .*\.$/); // the sentence says what is wrong, and what to do
    return error.code;
  }
  return "nothing";
}

describe("a key file", () => {
  it("keeps a secret that only this account can read", async () => {
    expect(await load()).toBeNull();
    await store();
    expect(await load()).toEqual(SECRET);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(place.folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(place.folder)).toEqual(["device.json"]);
  });

  it("is replaced as a whole, listed and removed", async () => {
    await store();
    await storeKeyFile(place, "device", { ...RECORD, secret: { d: "second" } }, "file");
    await storeKeyFile(place, "credential.1", RECORD, "file");
    expect(await load()).toEqual({ d: "second" });
    expect(await keyFileNames(place)).toEqual(["credential.1", "device"]);
    writeFileSync(join(place.folder, ".device.abc.draft"), "left by a crash", { mode: 0o600 });
    expect(await removeKeyFile(place, "device")).toBe(true);
    expect(await removeKeyFile(place, "device")).toBe(false);
    expect(readdirSync(place.folder)).toEqual(["credential.1.json"]);
  });

  it("is there as it was or as it should be, when a write is killed", async () => {
    await store();
    const source = `
      import { storeKeyFile } from ${JSON.stringify(new URL("./key-file.ts", import.meta.url).href)};
      const place = ${JSON.stringify(place)};
      let n = 0;
      process.stdout.write("go");
      for (;;) await storeKeyFile({ ...place, randomName: () => process.pid + "-" + ++n }, "device", { open: { of: "device" }, secret: { d: "x".repeat(1 + (n % 30000)) } }, "file");`;
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      for (let turn = 0; turn < 25 * (round + 1); turn += 1) await load();
      child.kill("SIGKILL");
      await once(child, "exit");
      expect(await load()).not.toBeNull();
    }
    await removeKeyFile(place, "device");
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it.each(["", "../device", ".hidden", "a/b", "A", "x".repeat(101)])("is never called %j", async (name) => {
    await expect(storeKeyFile(place, name, RECORD, "file")).rejects.toThrow(TypeError);
    await expect(loadKeyFile(place, name, schemas)).rejects.toThrow(TypeError);
  });
});

describe("a key file is refused", () => {
  beforeEach(() => store());

  const plant = (text: string): void => writeFileSync(file(), text, { mode: 0o600 });

  it.each<[string, string, () => void]>([
    [
      "that is a link",
      "file_symlink",
      () => {
        renameSync(file(), join(root, "elsewhere"));
        symlinkSync(join(root, "elsewhere"), file());
      },
    ],
    ["that its group can read", "file_too_open", () => chmodSync(file(), 0o640)],
    ["that everybody can write", "file_too_open", () => chmodSync(file(), 0o602)],
    ["of another account", "file_other_owner", () => chownSync(file(), STRANGER, STRANGER)],
    [
      "that is a folder",
      "file_not_a_file",
      () => {
        rmSync(file());
        mkdirSync(file(), { mode: 0o700 });
      },
    ],
    [
      "that is a pipe",
      "file_not_a_file",
      () => {
        rmSync(file());
        execFileSync("mkfifo", ["-m", "600", file()]);
      },
    ],
    ["that is no JSON", "file_not_ours", () => plant("hunter2-hunter2")],
    ["that is some other JSON", "file_not_ours", () => plant(JSON.stringify(SECRET))],
    ["with a field too many", "file_not_ours", () => plant(readFileSync(file(), "utf8").replace("{", '{"more":1,'))],
    [
      "whose secret has another form",
      "file_not_ours",
      () => plant(readFileSync(file(), "utf8").replace('"d":', '"e":')),
    ],
    ["that is cut", "file_not_ours", () => plant(readFileSync(file(), "utf8").slice(0, -9))],
    ["that is empty", "file_not_ours", () => plant("")],
    ["that is huge", "file_too_large", () => plant(`"${"hunter2".repeat(20_000)}"`)],
    ["in an open folder", "folder_too_open", () => chmodSync(place.folder, 0o755)],
    ["in a folder of another account", "folder_other_owner", () => chownSync(place.folder, STRANGER, STRANGER)],
    [
      "in a folder that is a link",
      "folder_symlink",
      () => {
        renameSync(place.folder, join(root, "real"));
        symlinkSync(join(root, "real"), place.folder);
      },
    ],
    [
      "in a folder that is a file",
      "folder_not_a_folder",
      () => {
        rmSync(place.folder, { recursive: true });
        writeFileSync(place.folder, "");
      },
    ],
    ["below a folder that anybody may change", "folder_exposed", () => chmodSync(join(root, "home", ".local"), 0o777)],
    [
      "below a folder of another account",
      "folder_exposed",
      () => chownSync(join(root, "home", ".local"), STRANGER, STRANGER),
    ],
  ])("%s", async (_what, code, change) => {
    change();
    expect(await refusalOf(load())).toBe(code);
  });

  it("that is a socket", async () => {
    rmSync(file());
    const server = createServer().listen(file());
    await once(server, "listening");
    chmodSync(file(), 0o600);
    expect(await refusalOf(load())).toBe("file_not_a_file");
    server.close();
  });

  it("on another machine, and by another account", async () => {
    expect(await refusalOf(load({ machine: "machine-2" }))).toBe("other_machine");
    expect(await refusalOf(load({ account: "mallory" }))).toBe("other_account");
  });

  it("under another name", async () => {
    renameSync(file(), file("credential"));
    expect(await refusalOf(loadKeyFile(place, "credential", schemas))).toBe("file_not_ours");
  });

  it("without its text being told, even where the file begins like JSON", async () => {
    plant('{"d":"hunter2-hunter2"x');
    expect(await refusalOf(load())).toBe("file_not_ours");
  });
});

describe("a folder for key files is refused", () => {
  it("in the working directory, where a download may have put it (threat model M5)", async () => {
    const planted = join(place.cwd, ".nearside");
    await store({ cwd: place.home, folder: planted });
    expect(await refusalOf(load({ folder: planted }))).toBe("folder_in_working_directory");
    expect(await refusalOf(load({ folder: place.cwd }))).toBe("folder_in_working_directory");
    expect(await refusalOf(store({ folder: join(place.cwd, "not", "there") }))).toBe("folder_in_working_directory");
    expect(existsSync(join(place.cwd, "not"))).toBe(false);
  });

  it("in the working directory, by whatever links", async () => {
    const planted = join(place.cwd, "keys");
    await store({ cwd: place.home, folder: planted });
    symlinkSync(place.cwd, join(root, "link"));
    const byLink = join(root, "link", "keys");
    expect(await refusalOf(load({ folder: byLink }))).toBe("folder_in_working_directory");
    expect(await refusalOf(load({ folder: planted, cwd: join(root, "link") }))).toBe("folder_in_working_directory");
    // This link in the working directory leads to a place outside.
    symlinkSync(root, join(place.cwd, "out"));
    expect(await refusalOf(load({ folder: join(place.cwd, "out", "k") }))).toBe("folder_in_working_directory");
  });

  it("if it is no full path", async () => {
    expect(await refusalOf(load({ folder: "nearside" }))).toBe("folder_relative");
  });

  it("but not because somebody works in the home folder, or above it", async () => {
    await store();
    expect(await load({ cwd: place.home })).toEqual(SECRET);
    expect(await load({ cwd: root })).toEqual(SECRET);
    expect(await load({ cwd: "/" })).toEqual(SECRET);
    expect(await load({ cwd: join(place.home, ".local-other") })).toEqual(SECRET);
  });
});

describe("storing", () => {
  it("doesn't follow a link that lies in the draft's or the file's place", async () => {
    await store();
    const target = join(root, "target");
    writeFileSync(target, "untouched");
    symlinkSync(target, join(place.folder, ".device.guessed.draft"));
    expect(await refusalOf(store({ randomName: () => "guessed" }))).toBe("not_written");
    rmSync(file());
    symlinkSync(target, file());
    await store();
    expect(readFileSync(target, "utf8")).toBe("untouched");
    expect(await load()).toEqual(SECRET);
  });

  it("says where it can't, and leaves nothing behind", async () => {
    await store();
    rmSync(file());
    mkdirSync(join(file(), "full"), { recursive: true }); // no file can be renamed onto a folder
    expect(await refusalOf(store())).toBe("not_written");
    expect(readdirSync(place.folder)).toEqual(["device.json"]);
  });
});

it("removes a record while others look for room for it, and each of them finds some", async () => {
  for (let round = 0; round < 20; round += 1) {
    await storeKeyFile(place, "device", RECORD, "file");
    const looks = [1, 2, 3, 4].map(() => demandRoomForKeyFile(place, "device"));
    const removed = await Promise.all([removeKeyFile(place, "device"), removeKeyFile(place, "device"), ...looks]);
    expect(removed.slice(0, 2).toSorted()).toEqual([false, true]);
    expect(readdirSync(place.folder)).toEqual([]);
  }
});
