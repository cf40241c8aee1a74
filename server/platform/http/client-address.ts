import { isIP } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import { networksOf } from "../config/network.ts";
import type { Call } from "./call.ts";

/** Tells the address a request came from. */
type ClientAddress = (c: Call) => string;

/** The value where the connection had no address. */
export const UNKNOWN_ADDRESS = "unknown";
/** Longer than any honest chain of proxies writes. */
const MOST_HOPS = 32;

/**
 * The address as the server's own socket saw it. Where that is a trusted proxy, it is the right-most address of X-Forwarded-For that is no
 * trusted proxy: anything to the left was written by the sender of the request, and is not trusted.
 *
 * @param trustedProxies addresses and networks
 */
export function clientAddressBehind(trustedProxies: readonly string[]): ClientAddress {
  const addressOf = addressBehind(trustedProxies);
  return (c) => addressOf(getConnInfo(c).remote.address, c.req.header("x-forwarded-for") ?? "");
}

/** The same for the socket's peer and the text of X-Forwarded-For. */
export function addressBehind(
  trustedProxies: readonly string[],
): (peer: string | undefined, forwardedFor: string) => string {
  const isProxy = networksOf(trustedProxies);
  return (socketAddress = UNKNOWN_ADDRESS, forwardedFor) => {
    const peer = plain(socketAddress);
    if (!isProxy(peer)) return peer;
    let nearest = peer;
    const hops = forwardedFor.split(",").slice(-MOST_HOPS).reverse();
    for (const hop of hops) {
      const address = plain(withoutPort(hop.trim()));
      if (isIP(address) === 0) return nearest; // the header is no address, so nothing beyond this hop is known
      nearest = address;
      if (!isProxy(address)) return address;
    }
    return nearest;
  };
}

/** An IPv4 address seen through an IPv6 socket becomes itself again, and the name of an interface is left out. */
const plain = (address: string): string => address.replace(/^::ffff:(?=[0-9.]+$)/i, "").replace(/%.*$/, "");

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
const withoutPort = (hop: string): string =>
  hop.replace(/^\[([^\]]*)\](:[0-9]+)?$/, "$1").replace(/^([0-9.]+):[0-9]+$/, "$1");

export interface WithAddressOf {
  readonly addressOf: ClientAddress;
}
