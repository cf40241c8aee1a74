// A18: an agent sees to it that its keeper does not hear of the lock: it stops the program that listens, or has begun at another session's bus than
// an earlier lease. Each lease is watched at the screen of its own person, and ends once nobody can tell if that is locked.
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LeaseStage, openLeaseStage } from "../steps/leasing.ts";
import { approveTyped } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Process, startProcess } from "../support/process.ts";
import { rowsOf } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const WITHIN_MS = 30_000;
const PATH = process.env["PATH"] ?? "";
const atEnd = afterTests();
let stage: LeaseStage;
const buses: Process[] = [];
let desks: Record<"DBUS_SESSION_BUS_ADDRESS", string>[] = [];
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  desks = await Promise.all([startBus(), startBus()]);
});
afterAll(async () => {
  for (const bus of buses) await bus.stop();
});

async function startBus() {
  const args = ["--session", "--nofork", "--print-address"];
  const bus = await startProcess({ command: "dbus-daemon", args, env: { PATH } });
  buses.push(bus);
  const [DBUS_SESSION_BUS_ADDRESS = ""] = await bus.printed(/unix:\S+/);
  return { DBUS_SESSION_BUS_ADDRESS };
}

async function leaseAt(desk: number, program: readonly string[] = ["sleep", "60"]) {
  const env = desks[desk] ?? {};
  const asked = await stage.ask(["--api", stage.api], program, { env });
  await approveTyped(stage, asked);
  await asked.cli.printed(/ may, for /);
  return asked;
}

const endOf = (id: string): Promise<string> =>
  until(
    async () => {
      const reason = rowsOf(stage, "SELECT end_reason FROM leases WHERE login_id = ?", id)[0]?.["end_reason"];
      return typeof reason === "string" ? reason : undefined;
    },
    WITHIN_MS,
    () => "the lease did not end",
  );

it("ends a lease whose screen is locked, though an earlier one has another session's bus", async () => {
  const [earlier, later] = [await leaseAt(0), await leaseAt(1)];
  const saver = ["/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"];
  execFileSync("dbus-send", ["--session", "--type=signal", ...saver], { env: { PATH, ...desks[1] } });
  expect(await endOf(later.id)).toBe("screen_locked");
  expect(await endOf(earlier.id)).toBe("screen_locked"); // it is one person
  for (const { cli } of [earlier, later]) await cli.stop();
});

it.each(["STOP", "KILL"])("ends a lease whose agent sends SIG%s to what listens", async (name) => {
  const stopping = `for pid in $(pgrep -x dbus-monitor); do
    tr '\\0' '\\n' </proc/$pid/environ | grep -qF "$DBUS_SESSION_BUS_ADDRESS" && kill -${name} $pid; done; exec sleep 60`;
  const { cli, id } = await leaseAt(0, ["sh", "-c", stopping]);
  expect(await endOf(id)).toBe("screen_unwatched");
  expect((await (await stage.home.nearside(["lease", "list"])).ended()).code).toBe(0);
  await cli.stop();
  expect(cli.stderr()).toContain("The keeper could no longer tell if the screen is locked.");
});

it("gives no lease where the bus does not answer, and one again once it does", async () => {
  const [bus] = buses;
  bus?.signal("SIGSTOP");
  const refused = await stage.home.nearside(["lease", "run", "--no-browser", "--api", stage.api, "--", "true"], {
    env: desks[0] ?? {},
  });
  expect((await refused.ended()).code).not.toBe(0);
  expect(refused.stderr()).toContain("can't tell if the screen is locked");
  bus?.signal("SIGCONT");
  await (await leaseAt(0)).cli.stop();
});
