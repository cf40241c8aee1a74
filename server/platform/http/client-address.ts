import { isIP } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import { networksOf } from "../config/network.ts";
import type { Call } from "./call.ts";

/** Tells the address a request came from. */
export type ClientAddress = (c: Call) => string;

/** What stands where the connection told no address. */
export const UNKNOWN_ADDRESS = "unknown";
/** Longer than any honest chain of proxies writes. */
const MOST_HOPS = 32;

/**
 * The address as the server's own socket saw it. Where that is a proxy that the operator named, the right-most address of
 * X-Forwarded-For that is none of his proxies: what stands left of it was written by whoever sent the request, and is
 * believed by nobody.
 *
 * @param trustedProxies addresses and networks
 */
export function clientAddressBehind(trustedProxies: readonly string[]): ClientAddress {
  const addressOf = addressBehind(trustedProxies);
  return (c) => addressOf(getConnInfo(c).remote.address, c.req.header("x-forwarded-for") ?? "");
}

/** The same, of the socket's other end and the text of X-Forwarded-For. */
export function addressBehind(trustedProxies: readonly string[]): (peer: string | undefined, told: string) => string {
  const isProxy = networksOf(trustedProxies);
  return (socketAddress = UNKNOWN_ADDRESS, told) => {
    const peer = plain(socketAddress);
    if (!isProxy(peer)) return peer;
    let nearest = peer;
    const hops = told.split(",").slice(-MOST_HOPS).reverse();
    for (const hop of hops) {
      const address = plain(withoutPort(hop.trim()));
      if (isIP(address) === 0) return nearest; // no address: whoever wrote it is as far as anybody knows
      nearest = address;
      if (!isProxy(address)) return address;
    }
    return nearest;
  };
}

/** An IPv4 address seen through an IPv6 socket as itself, and none of an interface's name. */
const plain = (address: string): string => address.replace(/^::ffff:(?=[0-9.]+$)/i, "").replace(/%.*$/, "");

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
const withoutPort = (hop: string): string =>
  hop.replace(/^\[([^\]]*)\](:[0-9]+)?$/, "$1").replace(/^([0-9.]+):[0-9]+$/, "$1");

export interface WithAddressOf {
  readonly addressOf: ClientAddress;
}
