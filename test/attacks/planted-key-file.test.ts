// M5: key files planted in the working directory; a symlinked or world-readable key file; a hostile `.nearside.json`. Keys are
// never read from the working directory, owner and mode are checked, and that file only selects what is enrolled.
import { strict as assert } from "node:assert";
import { once } from "node:events";
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type Home, openHome, type Where } from "../steps/home.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { newAccount } from "./support-account.ts";
import { expectUnmoved } from "./support-unmoved.ts";

/** Exit codes, on which scripts rely (cli/problems/exit-codes.ts). */
const ENDS = { machine_not_enrolled: 3, storage_failed: 6, folder_file_refused: 124 } as const;

const atEnd = afterTests();
let stage: Stage;
let home: Home;
let otherUid: number;
/** A project that came with a download, which is her working folder. */
let project: string;
beforeAll(async () => {
  otherUid = (await newAccount(atEnd)).uid;
  stage = await openStage(atEnd);
  home = await openHome(atEnd);
  await enrolCommandLine(stage, home.nearside);
});
beforeEach(async () => {
  project = join(home.folder, "download");
  await mkdir(join(project, ".git"), { recursive: true });
  onTestFinished(() => rm(project, { recursive: true, force: true }));
});

/** A login that is not even asked for: nothing reached the server, and nothing to say to it was signed. */
async function expectNoLogin(account: Home, code: keyof typeof ENDS, why: RegExp, where: Where = {}): Promise<void> {
  await expectUnmoved(stage, async () => {
    const cli = await account.nearside(["login", "--no-browser", "--json"], where);
    const end = await cli.ended();
    assert.deepEqual(end, { code: ENDS[code], signal: null }, cli.stderr());
    assert.match(cli.stdout(), new RegExp(`"code":"${code}"`));
    assert.match(cli.stdout() + cli.stderr(), why);
  });
}

async function expectHonestLogin(where: Where = {}): Promise<void> {
  const login = await startLogin((args) => home.nearside(args, where));
  await approveTyped(stage, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
}

describe("keys that came with a download", () => {
  it("are not read from her working directory, by any of its names", async () => {
    const victim = await openHome(onTestFinished);
    // Good keys: in their own home, they sign in.
    for (const place of [".local/state/nearside", "nearside", ".nearside"])
      await cp(home.state, join(victim.folder, "shop", place), { recursive: true });
    const cwd = join(victim.folder, "shop");
    await expectNoLogin(victim, "machine_not_enrolled", /nearside enroll/, { cwd });
    await expectNoLogin(victim, "storage_failed", /full path/, { cwd, env: { NEARSIDE_HOME: "nearside" } });
    const inside = { NEARSIDE_HOME: join(cwd, "nearside") };
    await expectNoLogin(victim, "storage_failed", /inside the folder you are working in/, { cwd, env: inside });
    const linked = join(victim.folder, "elsewhere");
    await symlink(join(cwd, "nearside"), linked);
    await expectNoLogin(victim, "storage_failed", /inside the folder|symbolic link/, {
      cwd,
      env: { NEARSIDE_HOME: linked },
    });
    await expectHonestLogin();
  });
});

describe("a key file that somebody else could read, change or exchange", () => {
  const keyFile = async (): Promise<string> => {
    const name = (await readdir(home.state)).find((file) => file.startsWith("machine-"));
    if (name === undefined) throw new Error("no key file");
    return join(home.state, name);
  };
  const closed = { file: 0o600, folder: 0o700 };

  it("is refused where its mode gives others any right", async () => {
    const file = await keyFile();
    for (const mode of [0o644, 0o620, 0o604]) {
      await chmod(file, mode);
      await expectNoLogin(home, "storage_failed", /read or changed by other accounts/);
    }
    await chmod(file, closed.file);
    await expectHonestLogin();
  });

  it("is refused through a link, and where it is another account's", async () => {
    const file = await keyFile();
    const away = join(project, "key.json");
    await rename(file, away);
    await symlink(away, file);
    await expectNoLogin(home, "storage_failed", /symbolic link/);
    await rm(file);
    await rename(away, file);
    await chown(file, otherUid, 0);
    await expectNoLogin(home, "storage_failed", /belongs to another account/);
    await chown(file, 0, 0);
    await expectHonestLogin();
  });

  it("is refused in a folder that others may open, own, exchange or have linked to", async () => {
    await chmod(home.state, 0o755);
    await expectNoLogin(home, "storage_failed", /opened by other accounts/);
    await chmod(home.state, closed.folder);
    await chown(home.state, otherUid, 0);
    await expectNoLogin(home, "storage_failed", /belongs to another account/);
    await chown(home.state, 0, 0);
    const parent = join(home.state, "..");
    await chmod(parent, 0o777);
    await expectNoLogin(home, "storage_failed", /other accounts may change/);
    await chmod(parent, 0o755);
    const away = join(project, "state");
    await rename(home.state, away);
    await symlink(away, home.state);
    await expectNoLogin(home, "storage_failed", /symbolic link/);
    await rm(home.state);
    await rename(away, home.state);
    await expectHonestLogin();
  });

  it("is refused under another's name, or where it came from another machine or account", async () => {
    const file = await keyFile();
    const away = join(project, "key.json");
    const planted = join(home.state, "machine-localhost-00000000000000000000000000000000.json");
    await cp(file, planted);
    await expectNoLogin(home, "storage_failed", /not a key file of Nearside/);
    await rename(file, away);
    await expectNoLogin(home, "storage_failed", /not a key file of Nearside/);
    await rm(planted);
    await expectNoLogin(home, "machine_not_enrolled", /nearside enroll/);
    const content = await readFile(away, "utf8");
    const { machine, account } = v.parse(v.object({ machine: v.string(), account: v.string() }), JSON.parse(content));
    await writeFile(file, content.replace(machine, machine.split("").reverse().join("")), { mode: closed.file });
    await expectNoLogin(home, "storage_failed", /made on another machine/);
    await writeFile(file, content.replace(`"account":"${account}"`, '"account":"mallory"'));
    await expectNoLogin(home, "storage_failed", /made by another account/);
    await rename(away, file);
    await expectHonestLogin();
  });
});

describe("a hostile .nearside.json", () => {
  const say = (content: object | string): Promise<void> =>
    writeFile(join(project, ".nearside.json"), typeof content === "string" ? content : JSON.stringify(content));
  const here = (): Where => ({ cwd: project });

  it("that names another server selects nothing, and nobody connects there", async () => {
    const knocks: string[] = [];
    const theirs: Server = createServer((socket) => {
      knocks.push(socket.remoteAddress ?? "");
      socket.destroy();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void theirs.close());
    await once(theirs, "listening");
    const address = theirs.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await say({ issuer: `http://localhost:${port}` });
    await expectNoLogin(home, "folder_file_refused", /can only choose among your enrolments/, here());
    await say({ user: "mallory" });
    await expectNoLogin(home, "folder_file_refused", /can only choose among your enrolments/, here());
    expect(knocks).toEqual([]);
    await say({ issuer: stage.issuer, user: "admin" });
    await expectHonestLogin(here());
  });

  it.each([
    ["a program", { browser: "touch pwned" }],
    ["a folder", { home: "/tmp/keys" }],
    ["a key", { device_key: {} }],
    ["details to be authorised", { authorization_details: [{ type: "payment" }] }],
    ["the prototype", '{"__proto__":{"issuer":"https://evil.example"}}'],
    ["control characters", { user: "admin\u001b[2J" }],
    ["no object", "[]"],
    ["nothing that can be read", "{"],
  ])("that names %s is refused", async (_what, content) => {
    await say(content);
    await expectNoLogin(home, "folder_file_refused", /\.nearside\.json/, here());
    expect(await readdir(project)).not.toContain("pwned");
  });

  it("is refused where it is a link, another account's, or larger than it may be", async () => {
    await say({ issuer: stage.issuer });
    await chown(join(project, ".nearside.json"), otherUid, 0);
    await expectNoLogin(home, "folder_file_refused", /belongs to another account/, here());
    await rm(join(project, ".nearside.json"));
    await symlink("/etc/hostname", join(project, ".nearside.json"));
    await expectNoLogin(home, "folder_file_refused", /symbolic link/, here());
    await rm(join(project, ".nearside.json"));
    await say(`{"issuer":"${stage.issuer}"${" ".repeat(20_000)}}`);
    await expectNoLogin(home, "folder_file_refused", /larger than it can need to be|too large/, here());
    await rm(join(project, ".nearside.json"));
    await expectHonestLogin(here());
  });
});
