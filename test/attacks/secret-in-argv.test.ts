// M6: another local account reads the ticket or the token from arguments, environment or temporary files. Secrets are asked for
// on the input, kept in files of the account's own, and are in no argument; only what `nearside exec` runs gets a token, in
// its environment.
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { type Home, openHome } from "../steps/home.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, type Nearside, startLogin } from "../steps/real-command-line.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { type Account, newAccount } from "./support-account.ts";
import { type Onlooker, startOnlooker } from "./support-onlooker.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const STEP_MS = 30_000;

const atEnd = afterTests();
let onlooker: Onlooker;
let other: Account;
let ada: Stage;
let home: Home;
let ticket: string;
/** With a place for temporary files, and a browser, that the test can look at. */
let nearside: Nearside;
beforeAll(async () => {
  onlooker = startOnlooker();
  atEnd(onlooker.stop);
  other = await newAccount(atEnd);
  const stage = await openEnrolledStage(atEnd);
  ada = await newStranger(stage, "ada");
  home = await openHome(atEnd);
  ticket = await stage.server.ticket("ada");
  const [temporary, browser] = [join(home.folder, "tmp"), join(home.folder, "browser")];
  await mkdir(temporary);
  await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${browser}.opened'\n`);
  await chmod(browser, 0o755);
  const env = { TMPDIR: temporary, BROWSER: browser };
  nearside = (args) =>
    home.nearside(
      args.filter((arg) => arg !== "--no-open" && arg !== "--no-browser"),
      { env },
    );
});

/** All files below, with what they hold. */
async function filesBelow(folder: string): Promise<{ path: string; text: string; mode: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (path) => ({ path, text: await readFile(path, "latin1"), mode: (await stat(path)).mode & 0o777 })),
  );
}

const SECRET = new Set(["d", "access_token", "refresh_token"]);

/** Private keys and tokens anywhere in a JSON value. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    SECRET.has(name) && typeof member === "string" ? [member] : secretsIn(member),
  );
}

const keptSecrets = async (): Promise<string[]> =>
  (await filesBelow(home.state)).flatMap(({ text }) => secretsIn(JSON.parse(text)));

describe("a ticket", () => {
  it("is taken from the input only, and elsewhere refused without being repeated", async () => {
    const { protocol, host } = new URL(ada.issuer);
    const typed: readonly (readonly string[])[] = [
      ["enroll", ada.issuer, ticket],
      ["enroll", ada.issuer, "--ticket", ticket],
      ["enroll", ada.issuer, `--ticket=${ticket}`],
      ["enroll", ada.issuer, `--ticket=${ticket}`, "--json"],
      ["enroll", `${ada.issuer}/?ticket=${ticket}`],
      ["enroll", `${ada.issuer}#${ticket}`],
      ["enroll", `${protocol}//ada:${ticket}@${host}`],
    ];
    for (const args of typed)
      await expectUnmoved(ada, async () => {
        const cli = await home.nearside(args);
        expect(await cli.ended(), args.join(" ")).toEqual({ code: 2, signal: null });
        expect(cli.stdout() + cli.stderr()).not.toContain(ticket);
      });
    await expectUnmoved(ada, async () => {
      const cli = await home.nearside(["enroll", ada.issuer, "--user", "ada"], { env: { NEARSIDE_TICKET: "x" } });
      cli.endInput();
      expect(await cli.ended()).toEqual({ code: 8, signal: null });
    });
  });
});

describe("the first owner's ticket", () => {
  it("is in nothing that a service prints, and in a file that no other account reads", async () => {
    const first = ada.server.bootstrapTicket ?? "";
    expect(first).toMatch(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){7}$/);
    expect(ada.server.process.stdout() + ada.server.process.stderr()).not.toContain(first);
    const file = join(ada.dataFolder, "first-ticket");
    expect((await readFile(file, "utf8")).trim()).toBe(first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(ada.dataFolder)).mode & 0o777).toBe(0o700);
    expect(onlooker.saw(first)).toEqual([]);
  });
});

describe("from enrolment to a program with a token", () => {
  it("puts nothing secret in arguments, environments, addresses or files that others may read", async () => {
    const fresh = await ada.server.ticket("ada");
    await enrolCommandLine(ada, nearside, { name: "ada", ticket: fresh });
    const login = await startLogin(nearside);
    await approveTyped(ada, login);
    expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
    const printed = await nearside(["token"]);
    await printed.ended();

    // The documents say so: the program that `exec` runs has the token in its environment, and no other program has.
    const token = printed.stdout().trim();
    const exec = await nearside([
      "exec",
      "--",
      "sh",
      "-c",
      'printf running; read -r line; test -n "$NEARSIDE_ACCESS_TOKEN"',
    ]);
    await exec.printed(/running/);
    const saw = { token: () => onlooker.saw(token), words: () => onlooker.saw("printf running") };
    await until(
      async () => (saw.token().length > 0 && saw.words().includes("cmdline of sh") ? true : undefined),
      STEP_MS,
      () => `the program was not seen: its token in ${saw.token()}, its words in ${saw.words()}`,
    );
    exec.type("\n");
    expect(await exec.ended()).toEqual({ code: 0, signal: null });
    expect(saw.token()).toEqual(["environ of sh"]); // and the arguments were seen, as its words were

    const secrets = await keptSecrets();
    expect(secrets.length).toBeGreaterThanOrEqual(4); // device key, session key, access token, refresh token
    expect(secrets).toContain(token);
    for (const secret of secrets) if (secret !== token) expect(onlooker.saw(secret)).toEqual([]);
    expect(onlooker.saw(fresh)).toEqual([]);
    expect(onlooker.saw(fresh.replaceAll("-", ""))).toEqual([]);

    const opened = (await readFile(join(home.folder, "browser.opened"), "utf8")).trim().split("\n");
    expect(opened.map((url) => url.replace(/(?:en|rq)_[\w-]{22}(?:#[a-z-]+)?$/, "…"))).toEqual([
      `${ada.issuer}/enroll/…`,
      `${ada.issuer}/approve/…`,
    ]);
    for (const { path, text, mode } of await filesBelow(home.folder)) {
      expect(text, path).not.toContain(fresh);
      if (!secrets.some((secret) => text.includes(secret))) continue;
      expect(relative(home.state, path), path).not.toMatch(/^\.\.|\//);
      expect(mode, path).toBe(0o600);
    }
    expect(await readdir(join(home.folder, "tmp"))).toEqual([]);
  });

  it("shows another account that it runs, and nothing that it holds, not even where it crashes", async () => {
    const look = async (...words: readonly [string, ...string[]]) => {
      const [command, ...args] = words;
      const program = await other.run(command, args);
      const { code } = await program.ended();
      return { code, out: program.stdout(), err: program.stderr() };
    };
    const denied = { code: 1, out: "", err: expect.stringMatching(/Permission denied/) };
    const waiting = await startLogin(home.nearside);
    const proc = `/proc/${waiting.cli.pid}`;
    expect((await look("cat", `${proc}/cmdline`)).out).toMatch(/nearside\.js\0login\0--no-browser\0$/);
    expect(await look("cat", `${proc}/environ`)).toEqual(denied);
    expect(await look("head", "-c", "1", `${proc}/mem`)).toEqual(denied);
    expect(await look("ls", home.state)).toMatchObject({ out: "", err: expect.stringMatching(/Permission denied/) });
    for (const { path } of await filesBelow(home.state)) expect(await look("cat", path)).toEqual(denied);
    await approveTyped(ada, waiting);
    expect(await waiting.cli.ended()).toEqual({ code: 0, signal: null });

    // If the system keeps what a crashed program had in memory, it keeps it for the account alone.
    const crash = join(home.folder, "crash");
    await mkdir(crash, { mode: 0o755 });
    onTestFinished(() => rm(crash, { recursive: true, force: true }));
    const crashing = await startProcess({
      command: "prlimit",
      args: ["--core=unlimited", process.execPath, join(repository, "cli/bin/nearside.js"), "login", "--no-browser"],
      env: { PATH: process.env["PATH"] ?? "", HOME: home.folder },
      cwd: crash,
    });
    await crashing.printed(/\/approve\/rq_/);
    crashing.signal("SIGABRT");
    expect(await crashing.ended()).toEqual({ code: null, signal: "SIGABRT" });
    for (const file of await readdir(crash)) {
      const path = join(crash, file);
      expect((await stat(path)).mode & 0o077, path).toBe(0);
      expect(await look("head", "-c", "1", path)).toEqual(denied);
    }
  });
});
