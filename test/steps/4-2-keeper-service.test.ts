// Protocol §4.2, native messaging: the keeper as a service of a real systemd of the account. It starts with its first caller, comes back
// after a crash and after a restart of the computer, and a login that waits continues.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { afterTests } from "../support/after-tests.ts";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { childOf, startUserSystemd, type UserSystemd } from "../support/user-systemd.ts";
import { type Home, openHome } from "./home.ts";
import { asBrowser, callerArguments, line, OUR_EXTENSION, SOME_MACHINE } from "./keeper.ts";
import { approveTyped, enrolCommandLine, type Nearside } from "./real-command-line.ts";
import { helloBy } from "./say-hello.ts";
import { openStage, type Stage } from "./stage.ts";

const PATIENCE = 30_000;
/** `cli/problems/exit-codes.ts` */
const KEEPER_MISSING = 85;

const atEnd = afterTests();
let stage: Stage;
let home: Home;
let systemd: UserSystemd;
let nearside: Nearside;
beforeAll(async () => {
  stage = await openStage(atEnd);
  home = await openHome(atEnd);
  await start();
  // This systemd starts a keyring that nobody has unlocked.
  await enrolCommandLine(stage, (args) => nearside([...args, "--key", "file"]));
});

async function start(): Promise<void> {
  systemd = await startUserSystemd(home.folder, atEnd);
  nearside = (args) => systemd.run(process.execPath, [join(repository, "cli/bin/nearside.js"), ...args]);
}

async function ended(args: readonly string[]) {
  const cli = await nearside(args);
  const { code } = await cli.ended();
  return { code, said: cli.stdout() + cli.stderr() };
}

const statusSchema = v.object({ pid: v.number(), activated: v.boolean(), waiting: v.number() });
async function statusNow() {
  const { code, said } = await ended(["keeper", "status", "--json"]);
  expect(code, said).toBe(0);
  return v.parse(statusSchema, JSON.parse(said));
}

const waits = (pid: (pid: number) => boolean) =>
  until(
    async () => {
      const now = await statusNow();
      return now.waiting === 1 && pid(now.pid) ? now : undefined;
    },
    PATIENCE,
    () => "the login did not wait at the keeper",
  );

it("is there from the set-up on, and starts when the first caller comes", async () => {
  expect(await ended(["keeper", "status"])).toMatchObject({ code: KEEPER_MISSING });
  expect(await ended(["keeper", "install"])).toMatchObject({
    code: 0,
    said: expect.not.stringContaining("keeper run"),
  });
  const active = await systemd.run("systemctl", ["--user", "is-active", "nearside-keeper.service"]);
  await active.ended();
  expect(active.stdout()).toBe("inactive\n");
  expect(await statusNow()).toMatchObject({ activated: true, waiting: 0 });
});

it("comes back after a crash in the middle of a login, which waits at the new one", async () => {
  const login = await nearside(["login", "--no-browser"]);
  const [, id = ""] = await login.printed(/\/approve\/(rq_[\w-]{22})/);
  const { pid } = await waits(() => true);
  await systemd.kill(pid);
  expect((await waits((now) => now !== pid)).activated).toBe(true);
  await approveTyped(stage, { id });
  expect(await login.ended(), login.stderr()).toEqual({ code: 0, signal: null });
});

it("loses no login where it crashes while it hands a hello on: the browser asks again", async () => {
  const login = await nearside(["login", "--no-browser", "--no-port"]);
  const [, id = ""] = await login.printed(/\/approve\/(rq_[\w-]{22})/);
  const { pid } = await waits(() => true);
  const page = openLoginIn(await stage.postJson(`/api/requests/${id}/nonce`, {}));
  const hello = await helloBy(stage.parties.extension, page);
  const host = join(home.state, "native-host");
  const browser = await asBrowser(atEnd, "chromium", (command, args) => systemd.run(command, args));
  // The command line is stopped, so the hello is under way until somebody gives up; another one that waits shows that it is.
  const commandLine = Number(await childOf(login.pid));
  process.kill(commandLine, "SIGSTOP");
  const lines = line({ verb: "await_hello", request: page.request, machine: SOME_MACHINE });
  const onlooker = await systemd.run(process.execPath, callerArguments("/run/user/0/nearside/keeper.sock", lines));
  await onlooker.printed(/"awaiting":true/);
  const lost = browser(hello, host, OUR_EXTENSION);
  await onlooker.printed(/"hello":/);
  await systemd.kill(pid);
  expect(await lost).toEqual({ refused: "no_keeper" });
  process.kill(commandLine, "SIGCONT");
  login.signal("SIGCONT"); // nsenter stops with what it runs
  await waits((now) => now !== pid);
  const again = await helloBy(stage.parties.extension, page);
  expect(await browser(again, host, OUR_EXTENSION)).toHaveProperty("presence_proof");
  process.kill(commandLine, "SIGTERM");
  await login.ended();
});

it("trusts the authorities that were named in the shell of its set-up, and works for every other shell", async () => {
  const own = "/etc/ssl/certs/ca-certificates.crt";
  const install = async (...variables: readonly string[]) => {
    const nearsideFile = join(repository, "cli/bin/nearside.js");
    const cli = await systemd.run("env", [...variables, process.execPath, nearsideFile, "keeper", "install"]);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await systemd.kill((await statusNow()).pid); // the next one is started as the set-up says now
    const environment = await systemd.run("cat", [`/proc/${(await statusNow()).pid}/environ`]);
    await environment.ended();
    return environment.stdout();
  };
  expect(await install(`NODE_EXTRA_CA_CERTS=${own}`)).toContain(`\0NODE_EXTRA_CA_CERTS=${own}\0`);
  const { said } = await ended(["doctor", "--no-browser"]);
  expect(said).toMatch(/It runs \(process/);
  expect(said).not.toContain("It was set up by another version");
  expect(await install()).not.toContain("NODE_EXTRA_CA_CERTS");
});

it("ends on request, and starts again with the next caller, however often", async () => {
  const { pid } = await statusNow();
  // systemd counts five starts in ten seconds as too many, and would close the socket too.
  for (let times = 0; times < 6; times += 1) {
    const caller = callerArguments("/run/user/0/nearside/keeper.sock", line({ verb: "stop" }));
    const stopping = await systemd.run(process.execPath, caller);
    await stopping.ended();
    expect(stopping.stdout()).toBe('{"stopping":true}\n');
  }
  expect((await statusNow()).pid).not.toBe(pid);
});

it("is there after a power cut, whatever sockets that left", async () => {
  await systemd.crash();
  await start();
  expect(await statusNow()).toMatchObject({ activated: true, waiting: 0 });
});

it("starts with the account's session once containers may call it, and no longer once they may not", async () => {
  const isActive = async (): Promise<string> => {
    const asked = await systemd.run("systemctl", ["--user", "is-active", "nearside-keeper.service"]);
    await asked.ended();
    return asked.stdout().trim();
  };
  expect(await ended(["keeper", "container-socket"])).toMatchObject({
    code: 0,
    said: expect.stringContaining(join(home.state, "container/keeper.sock")),
  });
  await systemd.crash();
  await start();
  const active = async (): Promise<true | undefined> => ((await isActive()) === "active" ? true : undefined);
  await until(active, PATIENCE, () => "the keeper did not start by itself");
  expect(await ended(["keeper", "container-socket", "--close"])).toMatchObject({ code: 0 });
  await systemd.crash();
  await start();
  expect(await isActive()).toBe("inactive");
});

it("is gone once it is removed", async () => {
  expect(await ended(["keeper", "container-socket"])).toMatchObject({ code: 0 });
  expect(await ended(["keeper", "uninstall"])).toMatchObject({ code: 0 });
  await expect(stat(join(home.state, "container"))).rejects.toThrow("ENOENT");
  expect(await ended(["keeper", "status"])).toMatchObject({ code: KEEPER_MISSING });
});
