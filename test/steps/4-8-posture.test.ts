// A machine says how it is protected (protocol §4.8); command line and server are as they ship, and it is this very machine that is looked at.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { ANYBODY } from "../kit/rules.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { publishRules } from "../support/rules.ts";
import { rowsOf } from "../support/server-rows.ts";
import { type Home, openHome } from "./home.ts";
import {
  approveTyped,
  enrolCommandLine,
  meetOverLoopback,
  type Nearside,
  newHome,
  startLogin,
} from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

/** `cli/problems/exit-codes.ts` */
const RULE_DENIED = 90;
/** An account without a desktop has no screen that locks, on whatever machine this runs. */
const LOCKED =
  '@id("locked") @says("Lock the screen.") forbid (principal, action, resource) unless { context has posture.screen_lock && context.posture.screen_lock.fact == "on" };';

const FIREWALL =
  '@id("firewall") @says("Switch the firewall on.") forbid (principal, action, resource) when { context has posture.firewall && context.posture.firewall.fact == "off" };';

const atEnd = afterTests();
let stage: Stage;
let nearside: Nearside;
beforeAll(async () => {
  stage = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
});

it("tells what it saw with its source, and says nothing to its person where no rule looks at it", async () => {
  const login = await startLogin(nearside);
  await approveTyped(stage, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  const [row] = rowsOf(stage, "SELECT posture FROM postures");
  const posture = JSON.parse(String(row?.["posture"]));
  expect(posture).toMatchObject({ disk_encryption: { source: "lsblk" }, screen_lock: { value: "unknown" } });
  expect(Object.keys(posture)).toEqual(["disk_encryption", "screen_lock", "updates", "firewall"]);
  expect(login.cli.stderr()).not.toContain("not verified");
});

it("tells its person what is wrong before rules refuse it, with a cure, in terminal and page", async () => {
  await publishRules(stage.server, ANYBODY, LOCKED);
  const { cli, id } = await startLogin(nearside);
  expect(cli.stderr()).toContain("Screen lock: unknown");
  expect(cli.stderr()).toContain("  → Let the screen lock by itself within 15 minutes");
  expect(cli.stderr()).toContain("Reported by the machine, not verified.");
  const page = openLoginIn(await stage.postJson(`/api/requests/${id}/nonce`, {}));
  const port = Number(/"port":(\d+)/.exec(Buffer.from(page.request.split(".")[1] ?? "", "base64url").toString())?.[1]);
  const met = await meetOverLoopback(stage, page, { address: "127.0.0.1", port });
  await stage.postJson(`/api/requests/${id}/locality`, met);
  const refused = JSON.parse((await stage.postJson(`/api/requests/${id}/decision`, {})).text);
  expect(refused).toMatchObject({
    error: "rule_denied",
    rules: [{ id: "locked", says: "Lock the screen." }],
    posture: { facts: { screen_lock: { value: "unknown" } } },
  });
  expect(await cli.ended(), cli.stderr()).toMatchObject({ code: RULE_DENIED });
});

it("is told by the keeper to the server when it changes, and the rules end the logins of its machine", async () => {
  const home = await openHome(atEnd);
  const away = await openStage(atEnd);
  const machine = await machineOfItsOwn();
  const within: Nearside = (args) => machine.run(home, args);
  await enrolCommandLine(away, within);
  await publishRules(away.server, ANYBODY, FIREWALL);
  const login = await startLogin(within);
  await approveTyped(away, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  await machine.change("ENABLED=no");
  const keeper = await within(["keeper", "run"]);
  await keeper.printed(/Rules at \S+ ended 1 of your logins .*Switch the firewall on\./);
  expect(rowsOf(away, "SELECT state, reason FROM token_families")).toEqual([
    { state: "revoked", reason: "rule_denied" },
  ]);
  const status = await within(["keeper", "status", "--json"]);
  await status.ended();
  const doctor = await within(["doctor", "--no-browser"]);
  await doctor.ended();
  expect(doctor.stdout() + doctor.stderr()).toContain("check how this machine is protected: Firewall.");
  const { enrolments } = JSON.parse(status.stdout());
  expect(enrolments).toMatchObject([{ protection: { at: expect.any(Number), problem: null, ruled: ["firewall"] } }]);
});

/** A view of this machine's files of its own, in which `ufw.conf` can be written, and in which programs run. */
async function machineOfItsOwn() {
  const folder = await mkdtemp(join(tmpdir(), "nearside-etc-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const mounted = [
    `mount -t tmpfs layers ${folder}`,
    `mkdir ${folder}/upper ${folder}/work`,
    `mount -t overlay etc -o lowerdir=/etc,upperdir=${folder}/upper,workdir=${folder}/work /etc`,
    "mkdir -p /etc/ufw",
    "echo ENABLED=yes > /etc/ufw/ufw.conf",
    "echo mounted",
    "exec sleep infinity",
  ].join(" && ");
  const holder = await startProcess({
    command: "unshare",
    args: ["--mount", "--propagation", "private", "sh", "-c", mounted],
    env: PATH,
  });
  atEnd(async () => void (await holder.stop()));
  await holder.printed(/mounted/);
  const within = ["--mount", `--target=${holder.pid}`];
  return {
    run: async ({ folder: home }: Home, args: readonly string[]): Promise<Process> => {
      const bundle = join(repository, "cli/bin/nearside.js");
      const program = await startProcess({
        command: "nsenter",
        args: [...within, process.execPath, bundle, ...args],
        env: { ...PATH, HOME: home },
        cwd: home,
      });
      atEnd(async () => void (await program.stop()));
      return program;
    },
    change: async (text: string): Promise<void> => {
      const args = [...within, "sh", "-c", `echo ${text} > /etc/ufw/ufw.conf`];
      await (await startProcess({ command: "nsenter", args, env: PATH })).ended();
    },
  };
}
const PATH = { PATH: process.env["PATH"] ?? "" };
