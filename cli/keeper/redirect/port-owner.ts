import { readlinkSync } from "node:fs";
import type { KeeperRefusal } from "@nearside/shared/api/authorizations.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { forwarderOf } from "../../peer/forwarders.ts";
import { isSameProgram, knownPathOf } from "../../peer/program.ts";
import { findSocketHolders } from "../../peer/socket-owner.ts";
import { listenerRows } from "../../peer/socket-table.ts";
import { isHere, type ProcessSeen, processOf } from "../caller.ts";
import { ageOf } from "../process-times.ts";

/** The process that listens on a port of this machine, and by which socket. */
export interface PortOwner extends ProcessSeen {
  /** With the process's number and start it tells this listener from every later one: the kernel counts sockets up. */
  readonly inode: number;
  /** Seconds since it began. */
  readonly age: number;
  readonly cwd: string;
  /** The file that it runs. */
  readonly path: string;
}

/**
 * Finds the one process of this account that listens there and is what it seems: no forwarder, in no container.
 *
 * @param uid this account
 * @returns why it can't be told or trusted otherwise
 */
async function ownerOfPort({ address, port }: Loopback, uid: number): Promise<PortOwner | KeeperRefusal> {
  const [row, ...others] = listenerRows(address, port);
  if (row === undefined) return "port_unheld";
  if (row.uid !== uid || others.some((other) => other.uid !== uid)) return "port_other_account";
  if (others.length > 0) return "port_unclear"; // the kernel chooses among them
  const seen = (await findSocketHolders(row.inode)).map((pid) => processOf(pid));
  const holders = seen.filter((holder) => holder !== undefined);
  if (holders.length === 0 || holders.length < seen.length) return "port_unclear";
  if (holders.some(({ program, argv }) => forwarderOf(program.claimedPath, argv) !== null)) return "port_forwarded";
  // A socket that the system holds for a program which is not there yet: who it will be is not known.
  if (holders.every(({ pid, program }) => pid === 1 || program.claimedPath.endsWith("/systemd"))) return "port_unclear";
  const [first] = holders.sort((one, other) => Number(one.startTime) - Number(other.startTime));
  const path = first && knownPathOf(first.program);
  if (first === undefined || path === undefined) return "port_unclear";
  try {
    if (!holders.every(({ pid }) => isHere(pid))) return "port_other_namespace";
    return { ...first, path, inode: row.inode, age: ageOf(first), cwd: readlinkSync(`/proc/${first.pid}/cwd`) };
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
  uid: number,
): Promise<{ readonly owner: PortOwner; readonly at: Loopback } | KeeperRefusal> {
  const seen = await Promise.all(addresses.map(async (at) => ({ at, owner: await ownerOfPort(at, uid) })));
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

/** True if that very process still listens by that very socket. */
export async function stillOwns(owner: PortOwner, at: Loopback, uid: number): Promise<boolean> {
  const now = await ownerOfPort(at, uid);
  return typeof now === "object" && isSame(now, owner);
}

const isSame = (one: PortOwner, other: PortOwner): boolean => isSameProcess(one, other) && one.inode === other.inode;
