import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import type { Readable } from "node:stream";
import { runProgram } from "../../peer/ask-program.ts";

// `dbus-monitor` writes down what is said on a bus of D-Bus. It is a program of the person's account, so an agent of that account can stop it,
// or the bus itself: a monitor that might no longer hear is told at once, and never taken for silence.

/** Finds the path of a program of the system. PATH is not asked: whoever writes there could put another program of that name in front. */
export type FindProgram = (name: "busctl" | "dbus-monitor" | "dbus-send") => string | undefined;

/** One signal as dbus-monitor(1) shows it. */
export interface Said {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: string[];
}

interface Monitoring {
  readonly bus: "session" | "system";
  /** The address of the bus, as {@link readBusAddress} reads it. */
  readonly address: string;
  readonly find: FindProgram;
  /** Match rules of D-Bus. */
  readonly rules: readonly string[];
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

/** The variable by which the programs of D-Bus find that bus. They inherit nothing else. */
const variableOf = (bus: Monitoring["bus"], address: string): Record<string, string> => ({
  [bus === "session" ? "DBUS_SESSION_BUS_ADDRESS" : "DBUS_SYSTEM_BUS_ADDRESS"]: address,
});

export function monitorBus({ bus, address, find, rules, heard, failed }: Monitoring): BusMonitor {
  const program = find("dbus-monitor");
  if (program === undefined) return { hasBegun: Promise.resolve(false), stop: () => undefined };
  const ending = new AbortController();
  const { signal } = ending;
  const env = { ...variableOf(bus, address), LC_ALL: "C" };
  const monitor = spawn(program, [`--${bus}`, ...rules], {
    ...{ env, signal, cwd: "/", killSignal: "SIGKILL" },
    stdio: ["ignore", "pipe", "ignore"],
  });
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
        timers.push(setInterval(() => void answers(address, find).then((can) => can || fail()), ASK_EVERY));
      for (const timer of timers) timer.unref();
      begun(true);
    };
    readSignals(monitor.stdout, begin, heard);
    monitor.once("error", () => ending.abort()); // there is no such program
    monitor.once("close", (_code, killedBy) => {
      if (isHeard || killedBy !== null) return fail();
      // Without a bus it ends by itself, before it has heard anything. So it does at one that takes nobody any more.
      void isListening(address).then((isThere) => (isThere ? fail() : ending.abort()));
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
async function answers(address: string, find: FindProgram): Promise<boolean> {
  const program = find("dbus-send");
  if (program === undefined) return true;
  const to = ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Peer.Ping"];
  const limits = { milliseconds: ANSWERS_WITHIN, bytes: 65_536 };
  const ran = await runProgram(program, ["--session", "--print-reply", ...to], limits, {
    env: variableOf("session", address),
  });
  return ran.state === "missing" || (ran.state === "ended" && ran.code === 0);
}

/**
 * Reads the address of a bus that is a socket of this machine (D-Bus specification, "Server addresses"). Others can name a program, which a bus of
 * ours would be.
 *
 * @returns the path as `net` takes it; undefined of any other address
 */
export function readBusAddress(address: string): string | undefined {
  const [, kind, name] = /^unix:(path|abstract)=([\w./\\*%-]+)(?:,guid=[0-9a-f]+)?$/.exec(address) ?? [];
  if (name === undefined) return undefined;
  const plain = name.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return kind === "abstract" ? `\0${plain}` : plain;
}

/** True unless nobody listens there: a bus that is busy, or shut to us, is there. */
const isListening = (address: string): Promise<boolean> =>
  new Promise((told) => {
    const path = readBusAddress(address);
    if (path === undefined) return told(false);
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      told(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      told(error.code !== "ENOENT" && error.code !== "ENOTDIR" && error.code !== "ECONNREFUSED"),
    );
  });
