import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { claimedPathOf } from "./program.ts";

// Finds the process that holds a socket: on Linux, /proc/<pid>/fd of that process has a link to `socket:[inode]`.

export interface Holder {
  readonly pid: number;
  /** The executable's path, or its short name if the path can't be read. */
  readonly executable: string;
  /** Empty if the arguments can't be read. */
  readonly argv: readonly string[];
}

interface Search {
  /** The process that has the socket open. */
  readonly holder: Holder | null;
  /**
   * If no holder was found: the processes of that account whose open files this one may not see. One of them may be the
   * holder.
   */
  readonly hidden: readonly Holder[];
}

/** These are looked at first: nearly always the peer is a browser. Processes shorten their names to 15 characters. */
const BROWSER_NAMES =
  /^(?:chrom|google-chrome|firefox|librewolf|waterfox|zen|floorp|Socket Process|GeckoMain|brave|msedge|microsoft-edge|opera|vivaldi|thorium|helium|arc)/i;

/** The number of processes after which other work gets its turn. */
const IN_ONE_GO = 32;

/**
 * Finds the process that holds the socket. It must run while the connection is open.
 *
 * @param firstPids processes to look at before all others, such as the last holder
 */
export async function findSocketOwner(inode: number, uid: number, firstPids: readonly number[]): Promise<Search> {
  const link = linkOf(inode);
  for (const pid of firstPids) if (holds(pid, link) === "yes") return { holder: holderOf(pid), hidden: [] };

  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const names = new Map(pids.map((pid) => [pid, shortName(pid)]));
  const isBrowser = (pid: number): boolean => BROWSER_NAMES.test(names.get(pid) ?? "");
  const inOrder = [...pids.filter(isBrowser), ...pids.filter((pid) => !isBrowser(pid))];
  const hidden: number[] = [];
  for (const [index, pid] of inOrder.entries()) {
    if (index % IN_ONE_GO === IN_ONE_GO - 1) await setImmediate();
    const answer = holds(pid, link);
    if (answer === "yes") return { holder: holderOf(pid), hidden: [] };
    if (answer === "hidden" && accountOf(pid) === uid) hidden.push(pid);
  }
  return { holder: null, hidden: hidden.map(holderOf) };
}

interface SocketHolders {
  /** They have it among their open files. */
  readonly holders: readonly number[];
  /** The other processes of the account. The open files of a hidden one can't be seen. */
  readonly others: readonly { readonly pid: number; readonly isHidden: boolean }[];
}

/** Finds all that hold a socket, as several processes do after a fork. */
export async function findSocketHolders(inode: number, uid: number): Promise<SocketHolders> {
  const link = linkOf(inode);
  const [holders, others]: [number[], SocketHolders["others"][number][]] = [[], []];
  for (const [index, name] of readdirSync("/proc").entries()) {
    if (index % IN_ONE_GO === IN_ONE_GO - 1) await setImmediate();
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const answer = holds(pid, link);
    if (answer === "yes") holders.push(pid);
    else if (accountOf(pid) === uid) others.push({ pid, isHidden: answer === "hidden" });
  }
  return { holders, others };
}

/**
 * True if a process may have a socket where its open files don't show it: in a thread with files of its own (unshare(2)), on its way to the
 * process over another socket (unix(7), SCM_RIGHTS), or in the files of an io_uring.
 */
export function mayKeepSocket(pid: number, inode: number): boolean {
  const link = linkOf(inode);
  return hasFile(pid, (file, info) => file === link || (KEEPS_FILES.test(file) && HAS_FILES.test(info())));
}

/**
 * True if another process may put a file among those of this one, and get it back: over a Unix socket. The standard streams do not count. They
 * are such sockets wherever Node.js starts a program, and no program that is known takes files from them.
 */
export const mayGetFiles = (pid: number): boolean =>
  hasFile(pid, (file, info, fd) => fd > STANDARD_ERROR && file.startsWith("socket:") && IS_UNIX.test(info()));

/** Looks at each thread, and takes one that hides for one that has it. @param is asked with a file, and what the kernel says of it */
function hasFile(pid: number, is: (file: string, info: () => string, fd: number) => boolean): boolean {
  return readdirSync(`/proc/${pid}/task`).some((thread) => {
    const folder = `/proc/${pid}/task/${thread}`;
    try {
      return readdirSync(`${folder}/fd`).some((fd) =>
        is(linkAt(`${folder}/fd/${fd}`) ?? "", () => textAt(`${folder}/fdinfo/${fd}`), Number(fd)),
      );
    } catch (error) {
      return isDenied(error); // otherwise it has ended
    }
  });
}

const KEEPS_FILES = /^(?:socket:|anon_inode:\[io_uring\]$)/;
const STANDARD_ERROR = 2;
/** The kernel counts the files on their way for Unix sockets alone. */
const IS_UNIX = /^scm_fds:/m;
const HAS_FILES = /^(?:scm_fds|UserFiles):\s+[1-9]/m;
const linkOf = (inode: number): string => `socket:[${inode}]`;

function holds(pid: number, link: string): "yes" | "no" | "hidden" {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => linkAt(`${folder}/${fd}`) === link) ? "yes" : "no";
  } catch (error) {
    return isDenied(error) ? "hidden" : "no";
  }
}

const isDenied = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EACCES";

function holderOf(pid: number): Holder {
  return { pid, executable: pathOf(pid) ?? shortName(pid), argv: argumentsOf(pid) };
}

function pathOf(pid: number): string | undefined {
  try {
    return claimedPathOf(pid);
  } catch {
    return undefined; // it has gone, or hides
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // it was closed in the meantime, or is not ours to read
  }
}

const shortName = (pid: number): string => textAt(`/proc/${pid}/comm`).trimEnd();

function textAt(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it was closed in the meantime, or is not ours to read
  }
}

function argumentsOf(pid: number): string[] {
  const text = textAt(`/proc/${pid}/cmdline`);
  return text === "" ? [] : text.split("\0").slice(0, 8);
}

/** The effective account (proc_pid_status(5)). The owner of its folder won't do: it is root for a process that hides. */
function accountOf(pid: number): number | undefined {
  const [, uid] = /^Uid:\s+\d+\s+(\d+)/m.exec(textAt(`/proc/${pid}/status`)) ?? [];
  return uid === undefined ? undefined : Number(uid);
}
