import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Surroundings } from "../../context/surroundings.ts";

// `dbus-monitor` writes down what is said on a bus of D-Bus. It is a program of the person's account, so an agent of that account can stop it,
// or the bus itself: a monitor that might no longer hear is told at once, and never taken for silence.

type Env = Surroundings["env"];

/** One signal as dbus-monitor(1) shows it. */
export interface Said {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: string[];
}

interface Monitoring {
  readonly bus: "session" | "system";
  /** Match rules of D-Bus. */
  readonly rules: readonly string[];
  readonly env: Env;
  /** Called at each line of a signal, as it comes. */
  readonly heard: (said: Said) => void;
  /** Called once, if the monitor that has begun may no longer hear. */
  readonly failed: () => void;
}

export interface BusMonitor {
  /** False if there is no such bus, or no `dbus-monitor`. `failed` is called before it resolves if something keeps the monitor from its work. */
  readonly hasBegun: Promise<boolean>;
  stop(): void;
}

const HEAD = /^signal .*\bpath=([^;]*); interface=([^;]*); member=(\S+)$/;
/** Nothing that is looked for is longer. Lines, and characters of one. */
const LONGEST_BODY = 64;
const LONGEST_LINE = 1024;
/** A monitor says its own name as soon as it hears the bus. Milliseconds. */
const BEGINS_WITHIN = 5000;
/** The monitor is looked at this often, and the bus is asked this often if it answers. Milliseconds. */
const LOOK_EVERY = 1000;
const ASK_EVERY = 10_000;
const ANSWERS_WITHIN = 5000;

export function monitorBus({ bus, rules, env, heard, failed }: Monitoring): BusMonitor {
  const ending = new AbortController();
  const { signal } = ending;
  const monitor = spawn("dbus-monitor", [`--${bus}`, ...rules], { env, signal, stdio: ["ignore", "pipe", "ignore"] });
  const fail = (): void => {
    if (signal.aborted) return;
    ending.abort();
    failed();
  };
  const hasBegun = new Promise<boolean>((begun) => {
    let isHeard = false;
    const timers = [setTimeout(() => isHeard || fail(), BEGINS_WITHIN)];
    signal.addEventListener("abort", () => {
      for (const timer of timers) clearTimeout(timer);
      begun(isHeard);
    });
    const begin = (): void => {
      if (isHeard) return;
      isHeard = true;
      timers.push(setInterval(() => isAtWork(monitor.pid) || fail(), LOOK_EVERY));
      // The system's bus is not the person's to stop.
      if (bus === "session")
        timers.push(setInterval(() => void answers(env, signal).then((can) => can || fail()), ASK_EVERY));
      for (const timer of timers) timer.unref();
      begun(true);
    };
    readSignals(monitor.stdout, begin, heard);
    monitor.once("error", () => ending.abort()); // there is no such program
    monitor.once("close", (_code, killedBy) => {
      // Without a bus it ends by itself, before it has heard anything.
      if (isHeard || killedBy !== null) fail();
      else ending.abort();
    });
  });
  return { hasBegun, stop: () => ending.abort() };
}

function readSignals(from: Readable, began: () => void, heard: (said: Said) => void): void {
  let said: Said | undefined;
  readLines(from, (line) => {
    began();
    const [, path = "", of = "", member = ""] = HEAD.exec(line) ?? [];
    if (member !== "") said = { path, interface: of, member, body: [] };
    else if (!line.startsWith(" ")) said = undefined;
    if (said === undefined || said.body.length > LONGEST_BODY) return;
    if (member === "") said.body.push(line.trim());
    heard(said);
  });
}

/** Reads lines, and keeps no more of one than it may have: anybody on a bus may say one without end. */
function readLines(from: Readable, read: (line: string) => void): void {
  let kept = "";
  from.setEncoding("latin1").on("data", (text: string) => {
    const parts = text.split("\n");
    for (const [index, part] of parts.entries()) {
      kept += part.slice(0, Math.max(0, LONGEST_LINE - kept.length));
      if (index === parts.length - 1) return;
      read(kept);
      kept = "";
    }
  });
}

/** True for a process that runs, that no debugger holds, and that is where it was started: whoever moves it elsewhere can freeze it there. */
function isAtWork(pid: number | undefined): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const isFree = /^State:\s+[RSD]\b/m.test(status) && /^TracerPid:\s+0$/m.test(status);
    return isFree && groupOf(String(pid)) === groupOf("self");
  } catch {
    return false;
  }
}

const groupOf = (pid: string): string => readFileSync(`/proc/${pid}/cgroup`, "utf8");

/** True if the bus answers. Where that can't be asked, nothing is known against it. */
async function answers(env: Env, signal: AbortSignal): Promise<boolean> {
  const to = ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Peer.Ping"];
  const options = { env, signal, timeout: ANSWERS_WITHIN, killSignal: "SIGKILL" } as const;
  return new Promise((told) => {
    execFile("dbus-send", ["--session", "--print-reply", ...to], options, (error) =>
      told(error === null || signal.aborted || error.code === "ENOENT"),
    );
  });
}
