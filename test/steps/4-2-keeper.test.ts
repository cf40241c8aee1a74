// Protocol §4.2, native messaging: the keeper as a process. It is started by hand or by systemd's socket, outlives a crash, and
// no command needs it.
import { chmod, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { type Home, openHome } from "./home.ts";
import { approveTyped, enrolCommandLine, startLogin } from "./real-command-line.ts";
import { openStage } from "./stage.ts";

const ANSWERS_WITHIN_MS = 30_000;
let home: Home;
beforeEach(async () => {
  home = await openHome(onTestFinished);
});

async function ended(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cli = await home.nearside(args);
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

async function startKeeper(): Promise<Process> {
  const keeper = await home.nearside(["keeper", "run"]);
  await keeper.printed(/The keeper runs/);
  return keeper;
}

const statusNow = async (): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await ended(["keeper", "status", "--json"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

describe("the keeper of an account", () => {
  it("runs until it is asked to end, and there is only one", async () => {
    expect(await ended(["keeper", "status"])).toMatchObject({ code: 85 });
    const keeper = await startKeeper();
    expect(await statusNow()).toMatchObject({ pid: keeper.pid, activated: false, waiting: 0, enrolments: [] });
    expect(await ended(["keeper", "run"])).toMatchObject({ code: 86 });
    expect(await statusNow()).toMatchObject({ pid: keeper.pid });
    expect(await ended(["keeper", "stop"])).toMatchObject({ code: 0 });
    expect(await keeper.ended()).toEqual({ code: 0, signal: null });
    expect(await ended(["keeper", "stop"])).toMatchObject({ code: 85 });
  });

  it("replaces one that crashed", async () => {
    const crashed = await startKeeper();
    crashed.signal("SIGKILL");
    await crashed.ended();
    expect((await stat(join(home.state, "keeper/keeper.sock"))).isSocket()).toBe(true);
    const keeper = await startKeeper();
    expect(await statusNow()).toMatchObject({ pid: keeper.pid });
  });

  it("ends where it can't begin, and keeps nobody waiting", async () => {
    await mkdir(join(home.state, "keeper/ssh.sock"), { recursive: true, mode: 0o700 });
    await chmod(join(home.state, "keeper"), 0o700);
    expect(await ended(["keeper", "run"])).toMatchObject({ code: 87 });
    expect(await ended(["keeper", "status"])).toMatchObject({ code: 85 });
  });

  it("starts with its first caller where systemd holds the socket", async () => {
    const socket = join(home.state, "keeper/keeper.sock");
    await mkdir(dirname(socket), { recursive: true, mode: 0o700 });
    const bundle = join(repository, "cli/bin/nearside.js");
    const systemd = await startProcess({
      command: "systemd-socket-activate",
      args: [`--listen=${socket}`, "-E", "HOME", process.execPath, bundle, "keeper", "run"],
      env: { PATH: process.env["PATH"] ?? "", HOME: home.folder },
    });
    onTestFinished(async () => void (await systemd.stop()));
    await systemd.printed(/Listening on/);
    // The program takes the place of the one that held the socket.
    expect(await statusNow()).toMatchObject({ activated: true, pid: systemd.pid });
    expect(await ended(["keeper", "run"])).toMatchObject({ code: 86 });
  });
});

describe("a login", () => {
  it("waits at the keeper and at the next one, and continues over loopback without a keeper", async () => {
    const stage = await openStage(onTestFinished);
    await enrolCommandLine(stage, home.nearside);
    const keeper = await startKeeper();
    const login = await startLogin(home.nearside);
    const waits = async () => ((await statusNow())["waiting"] === 1 ? true : undefined);
    await until(waits, ANSWERS_WITHIN_MS, () => "the login never waited at the keeper");
    expect(await statusNow()).toMatchObject({ enrolments: [{ issuer: stage.issuer, user: "admin" }] });
    keeper.signal("SIGKILL");
    await keeper.ended();
    const next = await startKeeper();
    await until(waits, ANSWERS_WITHIN_MS, () => "the login did not wait at the next keeper");
    await next.stop();
    await approveTyped(stage, login);
    expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  });
});

describe("doctor", () => {
  it("says whether the keeper runs, and that no login needs it", async () => {
    const finding = async (): Promise<unknown> => {
      const { stdout } = await ended(["doctor", "--no-browser", "--json"]);
      const objects = stdout.split("\n").filter((text) => text !== "");
      return objects.map((text) => JSON.parse(text)).find(({ about }) => about === "keeper");
    };
    expect(await finding()).toMatchObject({ state: "good", says: "It is not set up here, and no login needs it." });
    expect(await ended(["keeper", "install"])).toMatchObject({ code: 0 });
    expect(await finding()).toMatchObject({ state: "notice", says: expect.stringContaining("does not run") });
    await startKeeper();
    expect(await finding()).toMatchObject({
      state: "good",
      says: expect.stringMatching(/^It runs \(process \d+, \d+ MB\)\.$/),
    });
    expect(await ended(["keeper", "uninstall"])).toMatchObject({ code: 0 });
  });
});
