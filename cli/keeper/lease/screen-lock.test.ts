import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { createScreens } from "./screen-lock.ts";

// A desktop's lock is told over a real bus. There is no logind here, so `dbus-monitor --system` and `busctl` are scripts that say what the real ones
// have been seen to say.

const UID = 1000;
const WITHIN_MS = 5000;
/** The scripts have said all by then. */
const QUIET_MS = 1000;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const signal = (path: string, of: string, member: string, ...body: readonly string[]) =>
  [
    `signal time=1.5 sender=:1.7 -> destination=(null destination) serial=9 path=${path}; interface=${of}; member=${member}`,
    ...body.map((line) => `   ${line}`),
  ].join("\n");
const SESSION = "/org/freedesktop/login1/session/_31";
const changed = (name: string, value: string) =>
  signal(
    SESSION,
    "org.freedesktop.DBus.Properties",
    "PropertiesChanged",
    'string "org.freedesktop.login1.Session"',
    ...[
      "array [",
      "   dict entry(",
      `      string "${name}"`,
      `      variant             boolean ${value}`,
      "   )",
      "]",
    ],
  );

interface LogindSaid {
  readonly system: string;
  readonly owner?: number;
  /** A command of the shell whose output comes first, on one line. */
  readonly before?: string;
  /** A command of the shell that is run before the sessions are told. */
  readonly beforeList?: string;
}

/** What was told to one who holds the screen. */
interface Held {
  readonly told: readonly string[];
  readonly letGo: () => void;
}

/** Those two programs, in the place of the real ones. `listed` counts how often sessions were asked for. */
async function logindThat({ system, owner = UID, before = ":", beforeList = ":" }: LogindSaid) {
  const folder = await mkdtemp(join(tmpdir(), "screen-lock-"));
  ends.push(() => rm(folder, { recursive: true }));
  const sessions = JSON.stringify({ type: "a(susso)", data: [[["31", owner, "u", "seat0", SESSION]]] });
  const programs = {
    "dbus-monitor": `[ "$1" = --system ] || exec /usr/bin/dbus-monitor "$@"\necho hello\n${before}\necho\ncat <<'END'\n${system}\nEND\nexec sleep 60`,
    busctl: `echo asked >>${folder}/listed\n${beforeList}\ncat <<'END'\n${sessions}\nEND`,
  };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  await writeFile(join(folder, "listed"), "");
  const listed = () => readFileSync(join(folder, "listed"), "utf8").split("\n").length - 1;
  const find = (name: string) => (name in programs ? join(folder, name) : `/usr/bin/${name}`);
  return { env: { XDG_RUNTIME_DIR: folder }, find, listed };
}

/** A session's bus, as a desktop has one. */
async function startBus(args: readonly string[] = ["--session"]) {
  const bus = spawn("dbus-daemon", ["--nofork", "--print-address", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  ends.push(() => {
    bus.kill("SIGCONT");
    bus.kill();
  });
  const [address] = await once(bus.stdout, "data");
  return { bus, DBUS_SESSION_BUS_ADDRESS: String(address).trim() };
}

interface Desk {
  readonly env: Readonly<Record<string, string>>;
  readonly find: (name: string) => string | undefined;
}
const screensOf = ({ env, find }: Desk) => createScreens({ env, platform: "linux", uid: UID, find });

async function holdOf(screens: ReturnType<typeof createScreens>, env: Readonly<Record<string, string>>): Promise<Held> {
  const told: string[] = [];
  const letGo = await screens.hold(env, (why) => void told.push(why));
  ends.push(letGo);
  return { told, letGo };
}

/** A program of the session says that the screen saver has become active, or not, or something else. */
const say = (env: Readonly<Record<string, string>>, of: string, what: string): void => {
  const at = `/${of.replaceAll(".", "/")}`;
  execFileSync("dbus-send", ["--session", "--type=signal", at, `${of}.ActiveChanged`, what], { env });
};

async function heardOfLogind(said: LogindSaid): Promise<Held["told"]> {
  const logind = await logindThat(said);
  return (await holdOf(screensOf(logind), logind.env)).told;
}

/** The monitors that this process has started for that bus. */
const monitorsAt = (address: string): number[] =>
  readdirSync("/proc/self/task")
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, "utf8").split(" "))
    .filter((pid) => pid !== "" && isMonitorAt(pid, address))
    .map(Number);

const isMonitorAt = (pid: string, address: string): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dbus-monitor\0--session") &&
  readFileSync(`/proc/${pid}/environ`, "utf8").includes(address);

const QUIET_SYSTEM = { system: "" };

it("hears of a screen saver that becomes active", async () => {
  const { DBUS_SESSION_BUS_ADDRESS } = await startBus();
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const desk = { ...env, DBUS_SESSION_BUS_ADDRESS };
  const { told } = await holdOf(screensOf({ env, find }), desk);
  say(desk, "org.gnome.ScreenSaver", "boolean:false");
  say(desk, "org.example.Player", "boolean:true");
  await setTimeout(QUIET_MS);
  expect(told).toEqual([]);
  say(desk, "org.gnome.ScreenSaver", "boolean:true");
  await vi.waitFor(() => expect(told).toEqual(["screen_locked"]));
});

it("hears every session's bus that somebody holds, and no longer than that", async () => {
  const [one, other] = [await startBus(), await startBus()];
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const screens = screensOf({ env, find });
  const deskOf = ({ DBUS_SESSION_BUS_ADDRESS }: typeof one) => ({ ...env, DBUS_SESSION_BUS_ADDRESS });
  const first = await holdOf(screens, deskOf(one));
  const second = await holdOf(screens, deskOf(other));
  const third = await holdOf(screens, deskOf(other));
  expect(monitorsAt(other.DBUS_SESSION_BUS_ADDRESS)).toHaveLength(1);
  say(deskOf(other), "org.mate.ScreenSaver", "boolean:true");
  await vi.waitFor(() =>
    expect([first, second, third].map(({ told }) => told)).toEqual(Array(3).fill(["screen_locked"])),
  );
  second.letGo();
  say(deskOf(other), "org.mate.ScreenSaver", "boolean:true");
  await vi.waitFor(() => expect(third.told).toHaveLength(2));
  expect(second.told).toHaveLength(1);
  third.letGo();
  await vi.waitFor(() => expect(monitorsAt(other.DBUS_SESSION_BUS_ADDRESS)).toEqual([]));
});

it.each(["SIGSTOP", "SIGKILL"] as const)("tells when its monitor gets %s", async (signalSent) => {
  const { DBUS_SESSION_BUS_ADDRESS } = await startBus();
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const { told } = await holdOf(screensOf({ env, find }), { ...env, DBUS_SESSION_BUS_ADDRESS });
  const [monitor] = monitorsAt(DBUS_SESSION_BUS_ADDRESS);
  if (monitor === undefined) throw new Error("no monitor was started");
  process.kill(monitor, signalSent);
  await vi.waitFor(() => expect(told).toEqual(["screen_unwatched"]), WITHIN_MS);
});

it("tells when the bus ends, or no longer answers", { timeout: 60_000 }, async () => {
  const [gone, stopped] = [await startBus(), await startBus()];
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const screens = screensOf({ env, find });
  const heldOf = ({ DBUS_SESSION_BUS_ADDRESS }: typeof gone) => holdOf(screens, { ...env, DBUS_SESSION_BUS_ADDRESS });
  const [first, second] = [await heldOf(gone), await heldOf(stopped)];
  const end = (bus: ChildProcess, how: NodeJS.Signals) => bus.kill(how);
  end(gone.bus, "SIGTERM");
  end(stopped.bus, "SIGSTOP");
  await vi.waitFor(() => expect(first.told).toEqual(["screen_unwatched"]), WITHIN_MS);
  await vi.waitFor(() => expect(second.told).toEqual(["screen_unwatched"]), 30_000);
});

it("tells at once where something keeps the monitor from beginning", async () => {
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const { bus, DBUS_SESSION_BUS_ADDRESS } = await startBus();
  bus.kill("SIGSTOP");
  expect((await holdOf(screensOf({ env, find }), { ...env, DBUS_SESSION_BUS_ADDRESS })).told).toEqual([
    "screen_unwatched",
  ]);
});

it("continues where there is no bus, or no program to hear it", async () => {
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const nowhere = { ...env, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus" };
  expect((await holdOf(screensOf({ env, find }), nowhere)).told).toEqual([]);
  expect((await holdOf(screensOf({ env, find: () => undefined }), env)).told).toEqual([]);
});

it("keeps nothing of a line without end, and hears on", async () => {
  const lock = signal(SESSION, "org.freedesktop.login1.Session", "Lock");
  const { env, find } = await logindThat({ system: lock, before: "head -c 50000000 /dev/zero | tr '\\0' x" });
  const before = process.memoryUsage();
  const { told } = await holdOf(screensOf({ env, find }), env);
  await vi.waitFor(() => expect(told).toEqual(["screen_locked"]), WITHIN_MS);
  expect(process.memoryUsage().rss - before.rss).toBeLessThan(40_000_000);
});

it("hears of the lock from logind, by the hint of a desktop and by a command", async () => {
  for (const system of [changed("LockedHint", "true"), signal(SESSION, "org.freedesktop.login1.Session", "Lock")]) {
    const told = await heardOfLogind({ system });
    await vi.waitFor(() => expect(told).toEqual(["screen_locked"]), WITHIN_MS);
  }
});

it("hears of one lock once, however many lines follow", async () => {
  const told = await heardOfLogind({ system: [changed("LockedHint", "true"), changed("IdleHint", "true")].join("\n") });
  await setTimeout(QUIET_MS);
  expect(told).toEqual(["screen_locked"]);
});

it("is not moved by what says something else", async () => {
  const told = await heardOfLogind({
    system: [changed("LockedHint", "false"), changed("IdleHint", "true")].join("\n"),
  });
  await setTimeout(QUIET_MS);
  expect(told).toEqual([]);
});

it("is not moved by the sessions of another account, and asks once for all of their locks", async () => {
  const locks = Array.from({ length: 2000 }, (_, index) =>
    signal(`${SESSION}${index % 50}`, "org.freedesktop.login1.Session", "Lock"),
  );
  const { env, find, listed } = await logindThat({ system: locks.join("\n") });
  const { told } = await holdOf(screensOf({ env, find }), env);
  await setTimeout(QUIET_MS);
  expect(told).toEqual([]);
  expect(listed()).toBeGreaterThan(0);
  expect(listed()).toBeLessThan(4);
});

it("ends a lease too many where it can't tell whose sessions are locked", async () => {
  const locks = Array.from({ length: 400 }, (_, index) =>
    signal(`${SESSION}${index}`, "org.freedesktop.login1.Session", "Lock"),
  );
  const { env, find } = await logindThat({ system: locks.join("\n") });
  const { told } = await holdOf(screensOf({ env, find }), env);
  await vi.waitFor(() => expect(told).toContain("screen_locked"), WITHIN_MS);
});

it.each([
  ["names none", {}],
  ["names another one", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus" }],
  ["names a program in its place", { DBUS_SESSION_BUS_ADDRESS: "unixexec:path=/usr/bin/touch,argv1=@folder@/run" }],
])("hears the account's own bus where the program that asks %s", async (_what, named) => {
  const { env, find } = await logindThat(QUIET_SYSTEM);
  await startBus(["--session", `--address=unix:path=${env.XDG_RUNTIME_DIR}/bus`]);
  const [address] = Object.values(named);
  const asks =
    address === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: address.replace("@folder@", env.XDG_RUNTIME_DIR) };
  const { told } = await holdOf(screensOf({ env, find }), asks);
  const own = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${env.XDG_RUNTIME_DIR}/bus` };
  say(own, "org.gnome.ScreenSaver", "boolean:true");
  await vi.waitFor(() => expect(told).toEqual(["screen_locked"]), WITHIN_MS);
  expect(readdirSync(env.XDG_RUNTIME_DIR)).not.toContain("run");
});

it("tells where a bus is there and takes nobody any more", async () => {
  const { env, find } = await logindThat(QUIET_SYSTEM);
  const config = join(env.XDG_RUNTIME_DIR, "full.conf");
  const policy = '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>';
  const limit = '<limit name="max_completed_connections">1</limit>';
  await writeFile(
    config,
    `<busconfig><type>session</type><listen>unix:path=${env.XDG_RUNTIME_DIR}/full</listen>
    <policy context="default">${policy}</policy>${limit}</busconfig>`,
  );
  const { DBUS_SESSION_BUS_ADDRESS } = await startBus([`--config-file=${config}`]);
  const other = spawn("dbus-monitor", ["--session"], {
    env: { DBUS_SESSION_BUS_ADDRESS },
    stdio: ["ignore", "pipe", "ignore"],
  });
  ends.push(() => other.kill());
  await once(other.stdout, "data");
  expect((await holdOf(screensOf({ env, find }), { DBUS_SESSION_BUS_ADDRESS })).told).toEqual(["screen_unwatched"]);
});

it("ends a lease too many where an agent stops the program that lists the sessions", async () => {
  const lock = signal(SESSION, "org.freedesktop.login1.Session", "Lock");
  const told = await heardOfLogind({ system: lock, beforeList: "kill -STOP $$" });
  await vi.waitFor(() => expect(told).toEqual(["screen_locked"]), WITHIN_MS);
});
