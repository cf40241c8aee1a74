import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { problemOf } from "../problems/problem.ts";
import { loadManaged, managedPath } from "./managed-file.ts";
import { demandAllowedIssuer, demandAllowedStorage } from "./managed-settings.ts";

// The end-to-end tests show in /etc what only the administrator's own file can show. A test here that isn't run by root
// sees each of its files refused, as one that others may write; one that is run by root sees the other reasons.

const isRoot = process.geteuid?.() === 0;

let folder: string;
let path: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "nearside-managed-")));
  path = join(folder, "nearside", "managed.json");
  mkdirSync(join(folder, "nearside"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (settings: unknown): void =>
  writeFileSync(path, typeof settings === "string" ? settings : JSON.stringify(settings), { mode: 0o644 });
const load = (windowsRights: () => Promise<boolean> = async () => true, platform: NodeJS.Platform = "linux") =>
  loadManaged({ platform, path, windowsRights });

async function refusalOf(loading: Promise<unknown>): Promise<string> {
  const reason: unknown = await loading.then(
    () => undefined,
    (error: unknown) => error,
  );
  const problem = problemOf(reason);
  expect(problem.code).toBe("managed_unreadable");
  return problem.message;
}

describe("an organisation's file", () => {
  it("has a place that nothing can redirect", () => {
    expect(managedPath("linux")).toBe("/etc/nearside/managed.json");
    expect(managedPath("darwin")).toBe("/Library/Application Support/Nearside/managed.json");
    expect(managedPath("win32")).toBe("C:\\ProgramData\\Nearside\\managed.json");
  });

  it("says nothing where the file is not there", async () => {
    expect(await load()).toEqual({});
    rmSync(join(folder, "nearside"), { recursive: true });
    expect(await load()).toEqual({});
  });

  it("is not none where something leads to it and it is not there", async () => {
    symlinkSync(join(folder, "gone.json"), path);
    expect(await refusalOf(load())).toContain("leads nowhere");
    rmSync(join(folder, "nearside"), { recursive: true });
    symlinkSync(join(folder, "gone"), join(folder, "nearside"));
    expect(await refusalOf(load())).toContain("leads nowhere");
    rmSync(join(folder, "nearside"));
    writeFileSync(join(folder, "nearside"), "{}");
    expect(await refusalOf(load())).toContain("leads nowhere");
  });

  it("counts where it is the administrators'", async () => {
    const settings = { issuers: ["https://id.example"], key_storage: "keyring" };
    put(settings);
    if (isRoot) expect(await load()).toEqual(settings);
    else expect(await refusalOf(load())).toContain("may be planted");
    expect(await load(async () => true, "win32")).toEqual(settings);
    expect(await refusalOf(load(async () => false, "win32"))).toContain("may be planted");
  });

  it.each([
    ["a setting that is not known", { isuers: ["https://id.example"] }],
    ["no issuers at all", { issuers: [] }],
    ["an issuer that is no address", { issuers: ["id.example"] }],
    ["a storage that is unknown", { key_storage: "paper" }],
    ["a profile without a server", { profiles: [{ name: "work" }] }],
    ["half of a file", '{"issuers":'],
    ["a list", "[]"],
    ["nothing", ""],
  ])("is refused with %s", async (_what, settings) => {
    put(settings);
    await refusalOf(load());
    await refusalOf(load(async () => true, "win32"));
  });

  it("is refused where others may write it, or what lies on the way", async () => {
    put({});
    chmodSync(path, 0o664);
    expect(await refusalOf(load())).toContain("may be planted");
    chmodSync(path, 0o644);
    chmodSync(join(folder, "nearside"), 0o777);
    expect(await refusalOf(load())).toContain("may be planted");
    chmodSync(join(folder, "nearside"), 0o755);
    if (isRoot) chownSync(path, 12_345, 12_345);
    expect(await refusalOf(load())).toContain("may be planted");
  });

  it("is followed through a link, and refused where what that leads to is others'", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "managed.json"), "{}");
    symlinkSync(join(elsewhere, "managed.json"), path);
    if (isRoot) expect(await load()).toEqual({});
    chmodSync(elsewhere, 0o777);
    expect(await refusalOf(load())).toContain("may be planted");
  });

  it("is refused where it is no file, or can't be reached", async () => {
    mkdirSync(path);
    await refusalOf(load());
    rmSync(path, { recursive: true });
    symlinkSync(path, path);
    await refusalOf(load());
  });
});

describe("its settings", () => {
  const codeOf = (run: () => void): string => {
    try {
      run();
    } catch (error) {
      return problemOf(error).code;
    }
    return "none";
  };

  it("allow the servers they name, and every one where they name none", () => {
    const settings = { issuers: ["https://id.example"] };
    expect(codeOf(() => demandAllowedIssuer(settings, "https://id.example"))).toBe("none");
    expect(codeOf(() => demandAllowedIssuer(settings, "https://id.example.evil"))).toBe("managed");
    expect(codeOf(() => demandAllowedIssuer({}, "https://any.example"))).toBe("none");
  });

  it("ask for a place to keep keys, or a better one", () => {
    const places = ["tpm", "keyring", "file"] as const;
    const allowed = places.map((least) =>
      places.filter((storage) => codeOf(() => demandAllowedStorage({ key_storage: least }, storage)) === "none"),
    );
    expect(allowed).toEqual([["tpm"], ["tpm", "keyring"], ["tpm", "keyring", "file"]]);
    expect(codeOf(() => demandAllowedStorage({}, "file"))).toBe("none");
  });
});
