// The single executable, on a machine that has no Node: an enrolment, a login, the keeper's set-up and the native host are the same file.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makeExecutable } from "../../setup/executable.mjs";
import { openHome } from "../steps/home.ts";
import { asBrowser, NOBODYS_HELLO, OUR_EXTENSION } from "../steps/keeper.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { THIS_VERSION } from "../support/this-version.ts";

const atEnd = afterTests();
let executable: string;
let stage: Stage;
let state: string;
let nearside: (args: readonly string[]) => Promise<Process>;

beforeAll(async () => {
  executable = await makeExecutable();
  stage = await openStage(atEnd);
  const home = await openHome(atEnd);
  state = home.state;
  nearside = async (args) => {
    // PATH has what the system has, and no Node that was installed.
    const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home.folder };
    const started = await startProcess({ command: executable, args, env, cwd: home.folder });
    atEnd(async () => void (await started.stop()));
    return started;
  };
  await enrolCommandLine(stage, nearside);
});

async function ended(...args: readonly string[]): Promise<string> {
  const cli = await nearside(args);
  const { code } = await cli.ended();
  expect(code, cli.stderr()).toBe(0);
  return cli.stdout();
}

describe("the single executable", () => {
  it("logs in, says what it is, and asks its server for versions", async () => {
    const login = await startLogin(nearside);
    await approveTyped(stage, login);
    expect(await login.cli.ended(), login.cli.stderr()).toMatchObject({ code: 0 });
    expect(JSON.parse(await ended("whoami", "--json"))).toMatchObject({
      issuer: stage.issuer,
      user: { name: "admin" },
    });
    expect(JSON.parse(await ended("upgrade", "--json"))).toEqual({
      version: THIS_VERSION,
      installed: { as: "executable", path: executable },
      servers: [{ issuer: stage.issuer, version: THIS_VERSION, state: "same", command: null }],
    });
  });

  it("sets its keeper up as itself, and is the native host of a browser", async () => {
    await ended("keeper", "install");
    const unit = await readFile(join(state, "../../../.config/systemd/user/nearside-keeper.service"), "utf8");
    expect(unit).toContain(`ExecStart="${executable}" keeper run\n`);
    const keeper = await nearside(["keeper", "run"]);
    await keeper.printed(/The keeper runs/);
    // It came through: a call that is not the host's, or not a browser's, is refused for that.
    const browser = await asBrowser(atEnd);
    const answer = await browser(NOBODYS_HELLO, join(state, "native-host"), OUR_EXTENSION);
    expect(answer).toEqual({ refused: "nobody_waits" });
    await ended("keeper", "stop");
  });
});
