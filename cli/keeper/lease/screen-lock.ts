import * as v from "valibot";
import type { Surroundings } from "../../context/surroundings.ts";
import type { LeaseEnd } from "../../doorway/lease-messages.ts";
import { parseJson } from "../../parse-json.ts";
import { runProgram } from "../../peer/ask-program.ts";
import { systemProgram } from "../../peer/program.ts";
import { pause } from "../../waiting.ts";
import { type BusMonitor, type FindProgram, monitorBus, readBusAddress, type Said } from "./bus-monitor.ts";

// A person who walks away from the screen leaves no agent at work in her name. Desktops tell of the lock over the session's bus, and logind over
// the system's. Any program of the account could say it as well, which only ends leases.

/** A screen saver that becomes active locks where the person has set it so (freedesktop.org's and each desktop's own interface). */
const SAVER = ["type='signal',member='ActiveChanged'"];
/** org.freedesktop.login1(5): what a desktop or `loginctl lock-session` makes of a session. */
const LOGIND = [
  "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'",
  "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Session',member='Lock'",
];

/** A bus that was not there is looked for again after so long. Milliseconds. */
const AGAIN_AFTER = 10_000;
/** The account's own sessions are asked for at most this often, however often those of others are locked. Milliseconds. */
const LIST_EVERY = 1000;
const LISTED = { milliseconds: 2000, bytes: 1 << 20 };
/** Sessions that were locked since the last look. More than that are no people who lock their screens. */
const MOST_LOCKED = 256;

type Env = Surroundings["env"];
type Tell = (why: Extract<LeaseEnd, "screen_locked" | "screen_unwatched">) => void;

interface Watched {
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  readonly find?: FindProgram;
}

/** One bus that is listened to for as long as anybody holds it. */
interface Watch {
  readonly holders: Set<Tell>;
  readonly hasLooked: Promise<unknown>;
  stop(): void;
}

interface Screens {
  /**
   * Listens on the session's bus of that environment, on the account's own, and on the system's, until it is let go. That function is called each time the screen is
   * locked, at whichever session of the account, and once if a bus can no longer be heard. Where the system has no `dbus-monitor`, or a desktop
   * tells of no lock, it never is.
   *
   * @returns once both are heard, or are known not to be there: a function that lets go
   */
  hold(env: Env, tell: Tell): Promise<() => void>;
}

/** The system's bus, as the D-Bus specification has it. */
const SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

/** @param watched the keeper's own environment, which says where the account's own bus is */
export function createScreens({ env: own, platform, uid, find = systemProgram }: Watched): Screens {
  const watches = new Map<string, Watch>();
  const locked = (): void => {
    const all = new Set([...watches.values()].flatMap(({ holders }) => [...holders]));
    for (const tell of all) tell("screen_locked");
  };
  const isOwn = ownSessions(uid, find, locked);
  const accountsBus = `unix:path=${own["XDG_RUNTIME_DIR"] ?? `/run/user/${uid}`}/bus`;

  const open = (name: string, bus: "session" | "system", address: string): Watch => {
    const ending = new AbortController();
    const holders = new Set<Tell>();
    let monitor: BusMonitor | undefined;
    const heard =
      bus === "session"
        ? (said: Said) => isSaver(said) && said.body.at(-1) === "boolean true" && locked()
        : (said: Said) => isLock(said) && isOwn(said.path);
    const failed = (): void => {
      watches.delete(name);
      for (const tell of holders) tell("screen_unwatched");
    };
    const look = async (): Promise<boolean> => {
      monitor = monitorBus({ bus, rules: bus === "session" ? SAVER : LOGIND, address, find, heard, failed });
      const hasBegun = await monitor.hasBegun;
      if (!hasBegun) void pause(AGAIN_AFTER, ending.signal).then(() => ending.signal.aborted || look());
      return hasBegun;
    };
    const stop = (): void => {
      ending.abort();
      monitor?.stop();
    };
    return { holders, hasLooked: look(), stop };
  };

  const hold = (bus: "session" | "system", address: string, tell: Tell) => {
    const name = `${bus} ${address}`;
    const watch = watches.get(name) ?? open(name, bus, address);
    watches.set(name, watch);
    watch.holders.add(tell);
    const letGo = (): void => {
      watch.holders.delete(tell);
      if (watch.holders.size > 0) return;
      watch.stop();
      if (watches.get(name) === watch) watches.delete(name);
    };
    return { hasLooked: watch.hasLooked, letGo };
  };

  return {
    hold: async (env, tell) => {
      if (platform !== "linux") return () => undefined;
      // The program that asks may name a bus of its own, or none: the person's desktop is at the account's.
      const named = env["DBUS_SESSION_BUS_ADDRESS"];
      const buses = new Set([
        accountsBus,
        ...(named !== undefined && readBusAddress(named) !== undefined ? [named] : []),
      ]);
      const held = [...[...buses].map((address) => hold("session", address, tell)), hold("system", SYSTEM_BUS, tell)];
      await Promise.all(held.map(({ hasLooked }) => hasLooked));
      return () => {
        for (const { letGo } of held) letGo();
      };
    },
  };
}

const isSaver = (said: Said): boolean => said.member === "ActiveChanged" && said.interface.endsWith(".ScreenSaver");

/** True at the one line of a signal that says so: each line of its body is looked at as it comes. */
function isLock({ interface: of, member, body }: Said): boolean {
  if (of === "org.freedesktop.login1.Session" && member === "Lock") return body.length === 0;
  return body.at(-2) === 'string "LockedHint"' && body.at(-1)?.endsWith("boolean true") === true;
}

/**
 * Finds out if a session that was locked is the account's own. Another account may lock its sessions without end, so all that came meanwhile are
 * judged by one list. Where it can't be told, a lease too many ends.
 */
function ownSessions(uid: number, find: FindProgram, locked: () => void): (path: string) => void {
  const waiting = new Set<string>();
  let isLooking = false;
  const look = async (): Promise<void> => {
    isLooking = true;
    while (waiting.size > 0) {
      const paths = [...waiting];
      waiting.clear();
      const listed = await listSessions(uid, find);
      if (listed === undefined || paths.length > MOST_LOCKED || paths.some((path) => listed.has(path))) locked();
      await pause(LIST_EVERY, new AbortController().signal);
    }
    isLooking = false;
  };
  return (path) => {
    if (waiting.size <= MOST_LOCKED) waiting.add(path);
    if (!isLooking) void look();
  };
}

/** As busctl(1) writes it. Each session is its id, its account by number and by name, its seat and its path. */
const sessionsSchema = v.object({
  data: v.tuple([v.array(v.tuple([v.string(), v.number(), v.string(), v.string(), v.string()]))]),
});

/** @returns the paths of that account's sessions; undefined if logind does not tell */
async function listSessions(uid: number, find: FindProgram): Promise<ReadonlySet<string> | undefined> {
  const program = find("busctl");
  if (program === undefined) return undefined;
  const manager = ["org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"];
  const args = ["--system", "--json=short", "call", ...manager, "ListSessions"];
  const ran = await runProgram(program, args, LISTED);
  const read = v.safeParse(sessionsSchema, parseJson(ran.state === "ended" && ran.code === 0 ? ran.stdout : ""));
  if (!read.success) return undefined;
  const [sessions] = read.output.data;
  return new Set(sessions.flatMap(([, owner, , , path]) => (owner === uid ? [path] : [])));
}
