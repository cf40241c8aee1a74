import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { endpointsOf } from "./endpoints.ts";
import { forwarderOf, hiddenForwarderOf } from "./forwarders.ts";
import { type Peer, shownProcess, UNKNOWN } from "./peer.ts";
import { findSocketOwner, type Holder } from "./socket-owner.ts";
import { peerRow } from "./socket-table.ts";

// The other end of a loopback connection on Linux (protocol §4.2): its account comes from the kernel's table of sockets,
// and its process from the files that processes have open.

/**
 * A check that remembers which process it met last, and looks there first.
 *
 * @param uid this process's account, `process.geteuid()`
 */
export function linuxPeerCheck(uid: number): (socket: Socket) => Promise<Peer> {
  let lastPid: number | undefined;

  return async (socket) => {
    const own = endpointsOf(socket);
    const row = own === undefined ? undefined : peerRow(own);
    if (row === undefined) return UNKNOWN;
    if (isUnmapped(row.uid)) return UNKNOWN;
    if (row.uid !== uid) return { account: "other", process: null, forwarded: "unknown" };

    const { holder, hidden } = await findSocketOwner(row.inode, uid, lastPid === undefined ? [] : [lastPid]);
    if (holder === null) return { account: "same", ...judgeHidden(hidden) };
    lastPid = holder.pid;
    const forwarder = forwarderOf(holder.executable, holder.argv);
    return { account: "same", process: shownProcess(holder.executable), forwarded: forwarder === null ? "no" : "yes" };
  };
}

/**
 * The socket belongs to none of the processes whose files can be seen, so a process that hides its files has it. sshd's
 * sessions hide theirs, from their own account too: if a known forwarder is among those that hide, it is taken for the one.
 * Another process that hides beside it is no reason to let it pass.
 */
function judgeHidden(hidden: readonly Holder[]): Pick<Peer, "process" | "forwarded"> {
  const forwarder = hidden.find(({ executable, argv }) => hiddenForwarderOf(executable, argv) !== null);
  if (forwarder === undefined) return { process: null, forwarded: "unknown" };
  return { process: shownProcess(forwarder.executable), forwarded: "yes" };
}

/**
 * In a container, accounts from outside all show as the overflow uid (user_namespaces(7)), which may be our own too:
 * then the number says nothing. If every account has its own number (`0 0 4294967295`), no account is hidden behind
 * it.
 */
function isUnmapped(uid: number): boolean {
  try {
    if (uid !== Number(readFileSync("/proc/sys/kernel/overflowuid", "utf8"))) return false;
    return !/^\s*0\s+0\s+4294967295\s*$/.test(readFileSync("/proc/self/uid_map", "utf8"));
  } catch {
    return false;
  }
}
