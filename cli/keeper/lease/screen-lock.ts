import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Surroundings } from "../../context/surroundings.ts";
import { pause } from "../../waiting.ts";

// A person who walks away from the screen leaves no agent at work in her name. Desktops tell of the lock over the session's bus, and logind over
// the system's; `dbus-monitor` writes down what they say. Any program of the account could say it as well, which only ends leases.

/** A screen saver that becomes active locks where the person has set it so (freedesktop.org's and each desktop's own interface). */
const SAVER = "type='signal',member='ActiveChanged'";
/** org.freedesktop.login1(5): what a desktop or `loginctl lock-session` makes of a session. */
const LOGIND = [
  "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'",
  "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Session',member='Lock'",
];

/** A monitor that has ended is started again after so long. Milliseconds. */
const AGAIN_AFTER = 10_000;
const ASKED_WITHIN = 2000;

interface Watching {
  readonly env: Surroundings["env"];
  readonly platform: NodeJS.Platform;
  readonly uid: number;
}

/**
 * Calls that function whenever the person's screen is locked, until it is stopped. Where the system has no `dbus-monitor`, or a desktop
 * tells of no lock, it never does.
 */
export function watchScreen({ env, platform, uid }: Watching, locked: () => void): { stop(): void } {
  const ending = new AbortController();
  const { signal } = ending;
  if (platform === "linux") {
    void follow(["--session", SAVER], env, signal, (said) => {
      if (isSaver(said) && said.body.at(-1) === "boolean true") locked();
    });
    void follow(["--system", ...LOGIND], env, signal, (said) => {
      if (isLock(said)) void isOf(said.path, uid, env).then((mine) => (mine ? locked() : undefined));
    });
  }
  return { stop: () => ending.abort() };
}

/** One signal as dbus-monitor(1) shows it. */
interface Said {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: string[];
}

const isSaver = (said: Said): boolean => said.member === "ActiveChanged" && said.interface.endsWith(".ScreenSaver");

/** True at the one line of a signal that says so: each line of its body is looked at as it comes. */
function isLock({ interface: of, member, body }: Said): boolean {
  if (of === "org.freedesktop.login1.Session" && member === "Lock") return body.length === 0;
  return body.at(-2) === 'string "LockedHint"' && body.at(-1)?.endsWith("boolean true") === true;
}

const HEAD = /^signal .*\bpath=([^;]*); interface=([^;]*); member=(\S+)$/;
/** Nothing that is looked for is longer. Lines. */
const LONGEST_BODY = 64;

async function follow(
  args: readonly string[],
  env: Surroundings["env"],
  signal: AbortSignal,
  heard: (said: Said) => void,
): Promise<void> {
  while (!signal.aborted) {
    const monitor = spawn("dbus-monitor", args, { env, signal, stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise<void>((resolve) => {
      monitor.once("error", () => resolve());
      monitor.once("close", () => resolve());
    });
    let said: Said | undefined;
    createInterface({ input: monitor.stdout }).on("line", (line) => {
      const [, path = "", of = "", member = ""] = HEAD.exec(line) ?? [];
      if (member !== "") said = { path, interface: of, member, body: [] };
      else if (!line.startsWith(" ")) said = undefined;
      if (said === undefined || said.body.length > LONGEST_BODY) return;
      if (member === "") said.body.push(line.trim());
      heard(said);
    });
    await ended;
    await pause(AGAIN_AFTER, signal);
  }
}

/** True for a session of that account. Where it can't be told, a lease too many ends. */
async function isOf(path: string, uid: number, env: Surroundings["env"]): Promise<boolean> {
  const args = ["--system", "get-property", "org.freedesktop.login1", path, "org.freedesktop.login1.Session", "User"];
  const asked = await promisify(execFile)("busctl", args, { env, timeout: ASKED_WITHIN }).catch(() => undefined);
  const [, owner] = /^\(uo\) (\d+) /.exec(asked?.stdout ?? "") ?? [];
  return owner === undefined || Number(owner) === uid;
}
