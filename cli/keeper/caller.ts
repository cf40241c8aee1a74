import { readFileSync, readlinkSync, statSync } from "node:fs";
import { splitStat } from "../context/process-tree.ts";
import type { SocketPeer } from "./kernel.ts";

/** A process as /proc shows it. */
export interface ProcessSeen {
  readonly pid: number;
  readonly parentPid: number;
  /** Ticks since the system started: with the number it names one process, though numbers are used again. */
  readonly startTime: string;
  readonly executable: string;
  readonly argv: readonly string[];
}

/** What the keeper knows of who calls. */
export interface Caller extends ProcessSeen {
  readonly account: "same" | "other";
  /** True if it shares this process's view of processes, accounts and network, and its root folder. */
  readonly isHere: boolean;
}

/** A caller in a container differs in at least one of these, or in its root folder. */
const NAMESPACES = ["pid", "user", "net"] as const;

/**
 * Reads who calls from /proc. It is read while the connection is open; who has gone by then is nobody.
 *
 * @param uid this process's account
 * @returns undefined if the system does not tell
 */
export function callerOf(peer: SocketPeer, uid: number): Caller | undefined {
  // A process outside of our own view of processes has the number 0 here (unix(7)).
  if (peer.pid <= 0) return undefined;
  if (peer.uid !== uid) return { ...NOBODY, pid: peer.pid, account: "other", isHere: false };
  const seen = processOf(peer.pid);
  if (seen === undefined) return undefined;
  try {
    return { ...seen, account: "same", isHere: isHere(peer.pid) };
  } catch {
    return undefined;
  }
}

const NOBODY: ProcessSeen = { pid: 0, parentPid: 0, startTime: "", executable: "", argv: [] };

/** @returns undefined if there is no such process, or if it hides */
export function processOf(pid: number): ProcessSeen | undefined {
  try {
    const before = statOf(pid);
    const executable = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "");
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    // The number may have gone to another process in between.
    if (before === undefined || statOf(pid)?.startTime !== before.startTime) return undefined;
    return { pid, ...before, executable, argv };
  } catch {
    return undefined;
  }
}

function statOf(pid: number): Pick<ProcessSeen, "parentPid" | "startTime"> | undefined {
  const { fields = [] } = splitStat(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? {};
  const [, parent] = fields;
  const startTime = fields[19]; // field 22
  return parent === undefined || startTime === undefined ? undefined : { parentPid: Number(parent), startTime };
}

/** True if the process shares this one's view of processes, accounts and network, and its root folder. @throws if it has gone */
export function isHere(pid: number): boolean {
  const same = NAMESPACES.every(
    (name) => readlinkSync(`/proc/${pid}/ns/${name}`) === readlinkSync(`/proc/self/ns/${name}`),
  );
  const [theirs, ours] = [statSync(`/proc/${pid}/root`), statSync("/")];
  return same && theirs.dev === ours.dev && theirs.ino === ours.ino;
}
