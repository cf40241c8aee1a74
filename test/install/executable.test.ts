// The single executable, on a machine that has no Node: an enrolment, a login, the keeper's set-up and the native host are the same file.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { makeExecutable } from "../../setup/executable.mjs";
import { withWhatTheyHold } from "../../setup/package.mjs";
import { openHome } from "../steps/home.ts";
import { asBrowser, NOBODYS_HELLO, OUR_EXTENSION } from "../steps/keeper.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startKeyring } from "../support/keyring.ts";
import { type Process, startProcess } from "../support/process.ts";
import { THIS_VERSION } from "../support/this-version.ts";
import { until } from "../support/until.ts";

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
  const keyring = await startKeyring(home.folder);
  atEnd(keyring.stop);
  nearside = async (args) => {
    // PATH has what the system has, and no Node that was installed.
    const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home.folder, ...keyring.env };
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

const statusSchema = v.looseObject({ enrolments: v.tuple([v.looseObject({ standing: v.nullable(v.string()) })]) });

describe("the single executable", () => {
  it("is in each package of the server, also where a person asks for that alone", () => {
    expect(withWhatTheyHold(["deb"])).toEqual(["executable", "deb"]);
    expect(withWhatTheyHold(["server"])).toContain("executable");
    expect(withWhatTheyHold([])).toEqual([]); // all of them
    expect(withWhatTheyHold(["resource"])).toEqual(["resource"]);
  });

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
    expect(JSON.parse(await ended("key", "--json"))).toMatchObject({ device: { key_storage: "keyring" } });
    // This process has loaded both native parts, each as itself.
    let seen = "";
    const standing = async (): Promise<string | undefined> => {
      seen = await ended("keeper", "status", "--json");
      return v.parse(statusSchema, JSON.parse(seen)).enrolments[0].standing ?? undefined;
    };
    expect(await until(standing, 10_000, () => seen)).toBe("active");
    await ended("keeper", "stop");
  });
});
