import { closeSync, openSync, readlinkSync, readSync, statSync } from "node:fs";
import { claimedPathOf, type Program, programOf, UNKNOWN_PROGRAM } from "../peer/program.ts";
import type { SocketPeer } from "./kernel.ts";
import { type Named, statOf } from "./process-times.ts";

/** A process as /proc shows it. */
export interface ProcessSeen extends Named {
  readonly parentPid: number;
  /** True if it shares this process's view of processes, accounts and network, and its root folder. */
  readonly isHere: boolean;
  /** A process elsewhere is known by its path alone, without its file. */
  readonly program: Program;
  /** It is empty for a process elsewhere. */
  readonly argv: readonly string[];
}

/** The caller, as the keeper knows it. */
export interface Caller extends ProcessSeen {
  readonly account: "same" | "other";
}

/** A caller in a container differs in at least one of these, or in its root folder. */
const NAMESPACES = ["pid", "user", "net"] as const;
type Namespace = (typeof NAMESPACES)[number] | "mnt";

/** The name that the kernel gives a namespace of a process. @throws if the process has gone */
export const namespaceOf = (pid: number | "self", name: Namespace): string => readlinkSync(`/proc/${pid}/ns/${name}`);

/**
 * Reads who calls from /proc. It is read while the connection is open; who has gone by then is nobody.
 *
 * @param uid this process's account
 * @returns undefined if the system does not tell
 */
export function callerOf(peer: SocketPeer, uid: number): Caller | undefined {
  // A process outside of our own view of processes has the number 0 here (unix(7)).
  if (peer.pid <= 0) return undefined;
  if (peer.uid !== uid) return { ...NOBODY, pid: peer.pid, account: "other" };
  const seen = processOf(peer.pid);
  return seen && { ...seen, account: "same" };
}

const NOBODY: ProcessSeen = {
  pid: 0,
  parentPid: 0,
  startTime: "",
  isHere: false,
  program: UNKNOWN_PROGRAM,
  argv: [],
};

/**
 * The files and the memory of a container are its own: it may keep one that asks for them waiting, and the whole keeper with it. So of a process
 * elsewhere no more is read than what the kernel answers by itself.
 *
 * @returns undefined if there is no such process, or if it hides
 */
export const processOf = (pid: number): ProcessSeen | undefined =>
  lookAt(pid, () => (isHere(pid) ? { isHere: true, ...readAll(pid) } : { isHere: false, ...readNone(pid) }));

/**
 * Reads also the file and the arguments of a process elsewhere.
 *
 * @param pid of a process that no container has, such as an engine's monitor
 * @returns undefined if there is no such process, or if it hides
 */
export const trustedProcessOf = (pid: number): ProcessSeen | undefined =>
  lookAt(pid, () => ({ isHere: isHere(pid), ...readAll(pid) }));

type Readable = Pick<ProcessSeen, "program" | "argv">;
const readAll = (pid: number): Readable => ({ program: programOf(pid), argv: argumentsOf(pid) });
const readNone = (pid: number): Readable => ({
  program: { claimedPath: claimedPathOf(pid), file: undefined },
  argv: [],
});

/** @returns undefined also if its number went to another process meanwhile */
function lookAt(pid: number, read: () => Readable & Pick<ProcessSeen, "isHere">): ProcessSeen | undefined {
  try {
    const before = statOf(pid);
    const seen = read();
    if (before === undefined || statOf(pid)?.startTime !== before.startTime) return undefined;
    return { pid, parentPid: before.parentPid, startTime: before.startTime, ...seen };
  } catch {
    return undefined;
  }
}

/** No more is read of a command line: a caller chooses how long it is. Bytes. */
const LONGEST_ARGUMENTS = 32_768;

/** @throws if the process has gone, or hides */
function argumentsOf(pid: number): readonly string[] {
  const file = openSync(`/proc/${pid}/cmdline`, "r");
  try {
    const bytes = Buffer.alloc(LONGEST_ARGUMENTS);
    let length = 0;
    for (let more = -1; more !== 0 && length < bytes.length; length += more)
      more = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.toString("utf8", 0, length).split("\0").slice(0, -1);
  } finally {
    closeSync(file);
  }
}

/** True if the process shares this one's view of processes, accounts and network, and its root folder. @throws if it has gone */
function isHere(pid: number): boolean {
  if (!NAMESPACES.every((name) => namespaceOf(pid, name) === namespaceOf("self", name))) return false;
  const [theirs, ours] = [statSync(`/proc/${pid}/root`), statSync("/")];
  return theirs.dev === ours.dev && theirs.ino === ours.ino;
}
