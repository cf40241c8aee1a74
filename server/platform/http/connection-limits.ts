import type { Server } from "node:http";
import type { Socket } from "node:net";
import { networksOf } from "../config/network.ts";
import { networksAround } from "../limits/network-of.ts";

/** Times that a client may keep the server waiting, in milliseconds. */
export interface Patience {
  /** The headers of a request, counted from its connection or its first byte. */
  readonly headers: number;
  /** A whole request. A body is small, and a slow one holds a connection. */
  readonly request: number;
  /** The next request on a connection that stays open. */
  readonly nextRequest: number;
  /** A connection on which nothing goes either way. It is longer than any poll is held (protocol §4.6). */
  readonly silence: number;
  /** The interval at which headers and requests are checked. */
  readonly look: number;
}

/** An honest client sends its headers at once, and its body with them. */
export const PATIENCE: Patience = { headers: 10_000, request: 20_000, nextRequest: 5000, silence: 60_000, look: 2000 };

/**
 * A proxy keeps connections for a minute, mostly, and takes no notice of the time that we announce: one that we close first may just carry
 * its next request (nginx `keepalive_timeout`: 60 s; AWS load balancers: 60 s). Others open connections again as soon as they need them.
 */
const PROXIES_NEXT_REQUEST = 75_000;

export const patienceWith = ({ trustedProxies }: Pick<ConnectionLimits, "trustedProxies">): Patience =>
  trustedProxies.length === 0 ? PATIENCE : { ...PATIENCE, nextRequest: PROXIES_NEXT_REQUEST };

/** The most connections at a time. A client that opens them and sends nothing uses up only its own. */
export interface ConnectionLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Addresses and networks. A proxy brings everybody's connections, so it may use all of them. */
  readonly trustedProxies: readonly string[];
}

/** Closes connections beyond the limits, before a byte of them is read. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  server.maxConnections = limits.connections;
  const isProxy = networksOf(limits.trustedProxies);
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
    if (isProxy(address)) return;
    const networks = networksAround(address);
    if (networks.some(({ name, times }) => (open.get(name) ?? 0) >= limits.connectionsPerAddress * times)) {
      socket.destroy();
      return;
    }
    for (const { name } of networks) open.set(name, (open.get(name) ?? 0) + 1);
    socket.once("close", () => {
      for (const { name } of networks) {
        const left = (open.get(name) ?? 1) - 1;
        if (left === 0) open.delete(name);
        else open.set(name, left);
      }
    });
  });
}
