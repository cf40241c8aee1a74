import { readFileSync } from "node:fs";
import type { Endpoints } from "./endpoints.ts";

// The kernel's table of TCP sockets, /proc/self/net/tcp and tcp6 (Documentation/networking/proc_net_tcp.txt).

interface SocketRow {
  /** The account that made the socket, in this process's user namespace. */
  readonly uid: number;
  /** Never 0: such rows are of sockets that no process holds, and show uid 0. */
  readonly inode: number;
}

/**
 * The row of the other end of a loopback connection, whose addresses are these swapped. Undefined if there is no such row,
 * as when the peer has gone or lives in another network namespace.
 */
export function peerRow(own: Endpoints): SocketRow | undefined {
  // The kernel hands out the table in parts and may skip a row while others come and go, so it is read twice.
  return findPeer(own) ?? findPeer(own);
}

function findPeer({ localAddress, localPort, remoteAddress, remotePort }: Endpoints): SocketRow | undefined {
  const local = bytesOf(remoteAddress);
  const remote = bytesOf(localAddress);
  if (local === undefined || remote === undefined) return undefined;
  const wanted = (from: number[], to: number[]): string =>
    `${kernelHex(from)}:${portHex(remotePort)} ${kernelHex(to)}:${portHex(localPort)} `;
  if (local.length === 16) return rowIn("/proc/self/net/tcp6", wanted(local, remote));
  // A peer that dials an IPv4 address by an IPv6 socket is in the other table.
  const mapped = (bytes: number[]): number[] => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...bytes];
  return (
    rowIn("/proc/self/net/tcp", wanted(local, remote)) ??
    rowIn("/proc/self/net/tcp6", wanted(mapped(local), mapped(remote)))
  );
}

function rowIn(table: string, addresses: string): SocketRow | undefined {
  let text: string;
  try {
    text = readFileSync(table, "latin1");
  } catch {
    return undefined;
  }
  // `sl: local remote state tx:rx timer:when retransmits uid timeout inode …`
  for (let at = text.indexOf(addresses); at >= 0; at = text.indexOf(addresses, at + 1)) {
    const [state, , , , uid, , inode] = text
      .slice(at + addresses.length, at + addresses.length + 160)
      .trim()
      .split(/\s+/);
    if (state === undefined || uid === undefined || inode === undefined) continue;
    // 06 is TIME_WAIT and 0A is LISTEN; a socket that no process holds has inode 0.
    if (/^0[1-58]$/.test(state) && /^\d+$/.test(uid) && /^[1-9]\d*$/.test(inode)) {
      return { uid: Number(uid), inode: Number(inode) };
    }
  }
  return undefined;
}

/** The table shows each 32-bit word of an address as a number in the machine's own byte order. */
function kernelHex(bytes: number[]): string {
  return [...new Uint32Array(Uint8Array.from(bytes).buffer)]
    .map((word) => word.toString(16).toUpperCase().padStart(8, "0"))
    .join("");
}

function portHex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

/** The bytes of an address, with IPv4-mapped ones as IPv4 (RFC 4291 §2.5.5.2). Only loopback matters here. */
function bytesOf(address: string): number[] | undefined {
  const dotted = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(dotted)) return dotted.split(".").map(Number);
  if (address === "::1") return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  return undefined;
}

/**
 * The sockets that listen where a connection to that address and port goes: those bound to the address itself, or else to any
 * address. More than one share the port, and the kernel chooses.
 */
export function listenerRows(address: "127.0.0.1" | "::1", port: number): readonly SocketRow[] {
  const own = bytesOf(address) ?? [];
  const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...own];
  const any4 = [0, 0, 0, 0];
  const any6 = Array.from({ length: 16 }, () => 0);
  const six = listening("/proc/self/net/tcp6");
  if (own.length === 16) return firstOf([six(own, port)], [six(any6, port)]);
  const four = listening("/proc/self/net/tcp");
  return firstOf([four(own, port), six(mapped, port)], [four(any4, port), six(any6, port)]);
}

const firstOf = (exact: readonly SocketRow[][], any: readonly SocketRow[][]): readonly SocketRow[] => {
  const found = exact.flat();
  return found.length > 0 ? found : any.flat();
};

/** The state of a socket that listens. */
const LISTEN = "0A";

function listening(table: string): (bytes: number[], port: number) => SocketRow[] {
  let text = "";
  try {
    text = readFileSync(table, "latin1");
  } catch {
    // this system has no such table
  }
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  return (bytes, port) => {
    const local = `${kernelHex(bytes)}:${portHex(port)}`;
    return lines.flatMap(([, at, , state, , , , uid, , inode]) =>
      at === local && state === LISTEN && uid !== undefined && inode !== undefined
        ? [{ uid: Number(uid), inode: Number(inode) }]
        : [],
    );
  };
}
