import { posix } from "node:path";
import type { KeeperRefusal } from "@nearside/shared/api/authorizations.ts";
import { forwarderOf } from "../../peer/forwarders.ts";
import { knownPathOf } from "../../peer/program.ts";
import { findSocketHolders, mayGetFiles, mayKeepSocket } from "../../peer/socket-owner.ts";
import { type ProcessSeen, processOf } from "../caller.ts";
import { engineOf } from "../container/container-of.ts";
import { isWithin } from "../lease/tree.ts";
import { isRunning, type Named, statOf } from "../process-times.ts";

/** One process and those that came from it: all that hold a socket. */
interface Holders {
  readonly first: ProcessSeen;
  /** Its own file, as people and rules read it. */
  readonly path: string;
  readonly all: readonly ProcessSeen[];
}

/** A reason to refuse a socket, and the process that has it. */
export type Objection = readonly [KeeperRefusal, (holder: ProcessSeen) => boolean];

/** An account, and its processes that an agent under a lease started. */
export interface Account {
  readonly uid: number;
  readonly isAgents: (process: Named) => boolean;
}

export interface Judging extends Account {
  /** True if an administrator named the files of the programs that may wait (`executables`). */
  readonly namesFiles: boolean;
}

const OWN: readonly Objection[] = [
  ["port_forwarded", ({ program, argv }) => forwarderOf(program.claimedPath, argv) !== null],
  ["port_other_namespace", ({ isHere }) => !isHere],
];

/**
 * Judges every process that holds a socket: each of them can take what comes there. The eldest says nothing about the others, for a process
 * can leave its socket in another one, which knows nothing of it.
 *
 * @param more objections besides those of every socket
 */
export async function judgeHolders(
  inode: number,
  judging: Judging,
  more: readonly Objection[],
): Promise<Holders | KeeperRefusal> {
  const { holders, others } = await findSocketHolders(inode, judging.uid);
  const all = holders.map((pid) => processOf(pid)).filter((holder) => holder !== undefined);
  try {
    const own = objectionTo(all, OWN);
    if (own !== undefined) return own;
    const first = firstOf(all);
    const path = first && knownPathOf(first.program);
    if (first === undefined || path === undefined || all.length < holders.length) return "port_unclear";
    // An agent may have left its socket in any program that gets files from others, and keep no copy until the code comes.
    const isOpen = !judging.namesFiles && holders.some(mayGetFiles);
    if (all.some(isBroker) || others.some((other) => mayTake(other, inode, judging, isOpen))) return "port_unclear";
    return objectionTo(all, [["process_of_agent", judging.isAgents], ...more]) ?? { first, path, all };
  } catch {
    return "port_unclear"; // one ended meanwhile, or hides
  }
}

const objectionTo = (all: readonly ProcessSeen[], objections: readonly Objection[]): KeeperRefusal | undefined =>
  objections.find(([, isTrue]) => all.some(isTrue))?.[0];

/** @returns undefined if they are not one process and those that came from it */
const firstOf = (all: readonly ProcessSeen[]): ProcessSeen | undefined =>
  all
    .toSorted((one, other) => Number(one.startTime) - Number(other.startTime))
    .find((each) => all.every(({ pid }) => pid === each.pid || isWithin(pid, each)));

/**
 * These hold sockets that are others': systemd for a program that is not there yet, a message bus within a message, a display, a sound server
 * or a terminal multiplexer for its clients. None of them logs in. They are known by their names, which only refuse here.
 */
const BROKERS = new Set([
  ...["systemd", "dbus-daemon", "dbus-broker", "dbus-broker-launch", "pipewire", "pipewire-pulse", "wireplumber"],
  ...["pulseaudio", "Xorg", "Xwayland", "gnome-shell", "mutter", "kwin_x11", "kwin_wayland", "sway", "weston", "tmux"],
]);
const isBroker = ({ pid, program }: ProcessSeen): boolean =>
  pid === 1 || BROKERS.has(posix.basename(program.claimedPath));

/**
 * True of a process that must get nothing and may have the socket, though it does not show it: an agent, or a program of a container that hides
 * its open files. The kernel tells so much of it. Others that hide, such as an `ssh-agent`, a sandbox of a browser or the network of
 * a container, are no reason to refuse everybody's logins: a code goes over no connection that one of them has taken (`hasTaken`).
 *
 * @param isOpen true if a process that holds the socket may have got it from another one, and may give it back
 */
function mayTake(
  { pid, isHidden }: { readonly pid: number; readonly isHidden: boolean },
  inode: number,
  { isAgents }: Judging,
  isOpen: boolean,
): boolean {
  try {
    const startTime = statOf(pid)?.startTime;
    if (startTime === undefined) return true;
    const named = { pid, startTime };
    const may = isAgents(named)
      ? isOpen || isHidden || mayKeepSocket(pid, inode)
      : isHidden && engineOf(pid) !== undefined;
    return may && isRunning(named);
  } catch {
    return false; // it has ended
  }
}
