import { execFileSync } from "node:child_process";
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
import { Problem } from "../problems/problem.ts";
import { findFolderFile } from "./folder-file.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "nearside-folder-")));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const uid = process.geteuid?.();
const folder = (name: string): string => {
  const path = join(home, name);
  mkdirSync(path, { recursive: true });
  return path;
};
const put = (where: string, content: unknown): void =>
  writeFileSync(join(where, ".nearside.json"), typeof content === "string" ? content : JSON.stringify(content));
const find = (cwd: string) => findFolderFile({ cwd, home, uid });

async function refusalOf(cwd: string): Promise<string> {
  const error = await find(cwd).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error("it was not refused", { cause: error });
  expect(error.code).toBe("folder_file_refused");
  return error.message;
}

describe("the folder's file", () => {
  it("is found from the folder upwards, the nearest one, and shown from the home folder on", async () => {
    put(folder("shop"), { scope: "outer" });
    put(folder("shop/app"), {
      issuer: "https://id.example",
      scope: "deploy logs",
      resource: ["https://api.example/v1"],
    });
    expect(await find(folder("shop/app/src/deep"))).toEqual({
      issuer: "https://id.example",
      scope: "deploy logs",
      resource: ["https://api.example/v1"],
      shownFolder: "~/shop/app",
    });
    expect(await find(folder("shop/other"))).toMatchObject({ scope: "outer" });
    expect(await find(folder("elsewhere"))).toBeNull();
  });

  it("is not looked for above the repository or the home folder", async () => {
    put(home, { scope: "of the home" });
    folder("shop/.git");
    expect(await find(folder("shop/src"))).toBeNull();
    expect(await find(folder("notes"))).toMatchObject({ scope: "of the home", shownFolder: "~" });
    const below = folder("account");
    expect(await findFolderFile({ cwd: folder("account/work"), home: below, uid })).toBeNull();
    put(folder("shop"), { scope: "of the repository" });
    expect(await find(folder("shop/src"))).toMatchObject({ scope: "of the repository" });
  });

  it("is not looked for in a folder that others may write to", async () => {
    const open = folder("open");
    chmodSync(open, 0o1777);
    put(open, { scope: "anybody's" });
    expect(await find(folder("open/mine"))).toBeNull();
  });

  it.each([
    ["a program", { browser: "/tmp/evil" }, "browser"],
    ["a folder", { home: "/tmp" }, "home"],
    ["a key", { device_key: {} }, "device_key"],
    ["details", { authorization_details: [{ type: "pay" }] }, "authorization_details"],
    ["a prototype", '{"__proto__":{"issuer":"https://evil.example"}}', "__proto__"],
    ["a constructor", { constructor: 1 }, "constructor"],
  ])("can't say %s", async (_what, content, name) => {
    put(home, content);
    expect(await refusalOf(home)).toContain(`has “${name}”, which is not allowed there`);
  });

  it.each([
    ["an issuer with a path", { issuer: "https://evil.example/path" }, "issuer"],
    ["a plain http issuer", { issuer: "http://evil.example" }, "issuer"],
    ["escapes in a scope", { scope: "read \u001b[2J" }, "scope"],
    ["escapes in a name", { user: "alice\u001b[2J" }, "user"],
    ["escapes in a program", { client_id: "\u0007" }, "client_id"],
    ["no address", { resource: ["javascript:alert(1) "] }, "resource"],
    ["a profile that is a path", { profile: "../x" }, "profile"],
    ["many resources", { resource: Array.from({ length: 17 }, (_, at) => `https://a${at}.example`) }, "resource"],
  ])("refuses %s, and quotes nothing from the file", async (_what, content, field) => {
    put(home, content);
    const message = await refusalOf(home);
    expect(message).toMatch(new RegExp(`The form of ${field}[.\\d]* in .* is not allowed`));
    expect(message).not.toMatch(/evil|\p{Cc}|javascript/u);
  });

  it("shows an unknown name with its escapes made visible", async () => {
    put(home, { "\u001b[2Jgo": 1 });
    const message = await refusalOf(home);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message).toContain("go");
  });

  it.each([
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"x"'],
    ["no JSON", "{"],
    ["nothing", ""],
  ])("refuses %s", async (_what, text) => {
    put(home, text);
    expect(await refusalOf(home)).toContain("is not a JSON object");
  });

  it("refuses a link, a folder, a pipe that nobody writes to, and one that is too large", async () => {
    const secret = join(folder("keys"), "secret.json");
    writeFileSync(secret, '{"scope":"s3cret"}');
    const [link, pipe, large, inside] = [folder("link"), folder("pipe"), folder("large"), folder("folder")];
    symlinkSync(secret, join(link, ".nearside.json"));
    execFileSync("mkfifo", [join(pipe, ".nearside.json")]);
    put(large, `{"scope":"${"x".repeat(20_000)}"}`);
    folder("folder/.nearside.json");
    expect(await refusalOf(link)).toContain("symbolic link");
    expect(await refusalOf(pipe)).toContain("is not a file");
    expect(await refusalOf(large)).toContain("larger than it can need to be");
    expect(await refusalOf(inside)).toContain("is not a file");
  });

  it("refuses one of another account", async () => {
    put(home, { scope: "theirs" });
    // Root may give a file away. Every other account is itself the other owner.
    if (uid === 0) chownSync(join(home, ".nearside.json"), 12_345, 12_345);
    const other = uid === 0 ? 0 : (uid ?? 0) + 1;
    await expect(findFolderFile({ cwd: home, home, uid: other })).rejects.toThrow(/belongs to another account/);
  });
});
