import { readlinkSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { KeeperRefusal } from "@nearside/shared/api/authorizations.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { endpointsOf } from "../../peer/endpoints.ts";
import { isSameProgram } from "../../peer/program.ts";
import { listenerRows, peerRow } from "../../peer/socket-table.ts";
import type { ProcessSeen } from "../caller.ts";
import { isWithin } from "../lease/tree.ts";
import { type Judging, judgeHolders, type Objection } from "./judge-holders.ts";

/** The process that listens on a port of this machine, and by which socket. */
export interface PortOwner extends ProcessSeen {
  /** With the process's number and start it tells this listener from every later one: the kernel counts sockets up. */
  readonly inode: number;
  /** The file that it runs. */
  readonly path: string;
  readonly cwd: string;
}

/**
 * Finds the one process of this account that listens there and is what it seems: no forwarder, in no container, no agent.
 *
 * @param more objections to it, and to every process that has its socket from it
 * @returns why it can't be told or trusted otherwise
 */
async function ownerOfPort(
  { address, port }: Loopback,
  judging: Judging,
  more: readonly Objection[],
): Promise<PortOwner | KeeperRefusal> {
  const [row, ...others] = listenerRows(address, port);
  if (row === undefined) return "port_unheld";
  if (row.uid !== judging.uid || others.some((other) => other.uid !== judging.uid)) return "port_other_account";
  if (others.length > 0) return "port_unclear"; // the kernel chooses among them
  const holders = await judgeHolders(row.inode, judging, more);
  if (typeof holders === "string") return holders;
  const { first, path } = holders;
  try {
    return { ...first, path, inode: row.inode, cwd: readlinkSync(`/proc/${first.pid}/cwd`) };
  } catch {
    return "port_unclear"; // it ended meanwhile, or hides
  }
}

/** The addresses of loopback to which that one leads. `localhost` has two names here, and no other: no name server is asked. */
export function loopbacksOf(uri: string): readonly Loopback[] {
  const { hostname, port: typed } = new URL(uri);
  const port = typed === "" ? HTTP_PORT : Number(typed);
  if (hostname === "[::1]") return [{ address: "::1", port }];
  const four = { address: "127.0.0.1", port } as const;
  return hostname === "localhost" ? [four, { address: "::1", port }] : [four];
}

const HTTP_PORT = 80;

/** Finds the one process that listens at those addresses, and at which of them it is reached. */
export async function ownerAmong(
  addresses: readonly Loopback[],
  judging: Judging,
  more: readonly Objection[],
): Promise<{ readonly owner: PortOwner; readonly at: Loopback } | KeeperRefusal> {
  const seen = await Promise.all(addresses.map(async (at) => ({ at, owner: await ownerOfPort(at, judging, more) })));
  const held = seen.filter(({ owner }) => owner !== "port_unheld");
  const [first, ...others] = held;
  if (first === undefined) return "port_unheld";
  const refusal = held.map(({ owner }) => owner).find((owner) => typeof owner === "string");
  const { owner, at } = first;
  if (refusal !== undefined || typeof owner === "string") return refusal ?? "port_unclear";
  const isOne = others.every(({ owner: other }) => typeof other === "object" && isSameProcess(other, owner));
  return isOne ? { owner, at } : "port_unclear";
}

const isSameProcess = (one: ProcessSeen, other: ProcessSeen): boolean =>
  one.pid === other.pid && one.startTime === other.startTime && isSameProgram(one.program, other.program);

/** True if that very process still listens by that very socket, and nothing is to be said against it. */
export async function stillOwns(
  owner: PortOwner,
  at: Loopback,
  judging: Judging,
  more: readonly Objection[],
): Promise<boolean> {
  const now = await ownerOfPort(at, judging, more);
  return typeof now === "object" && isSameProcess(now, owner) && now.inode === owner.inode;
}

/** Milliseconds. */
const LOOK_EVERY = 20;

/**
 * True if that process has taken the connection, or one that came from it. Every other holder of the listening socket can take a connection
 * too, also one that hides or has another account. Once it is taken, the kernel tells whose it is.
 *
 * @returns false too if the connection ends before that
 */
export async function hasTaken(
  owner: PortOwner,
  socket: Socket,
  judging: Judging,
  more: readonly Objection[],
): Promise<boolean> {
  const ends = endpointsOf(socket);
  while (ends !== undefined && !socket.destroyed) {
    const row = peerRow(ends);
    if (row === undefined) {
      await setTimeout(LOOK_EVERY);
      continue;
    }
    const holders = row.uid === judging.uid ? await judgeHolders(row.inode, judging, more) : undefined;
    return typeof holders === "object" && holders.all.every(({ pid }) => isWithin(pid, owner));
  }
  return false;
}
