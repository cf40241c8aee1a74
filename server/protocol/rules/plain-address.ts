import { isIPv4, isIPv6 } from "node:net";

/** The address where the client's is unknown. It is in no network that a rule would name. */
const NOWHERE = "0.0.0.0";

/** The URL standard's form of an IPv4 address within IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** An address in a form that the rules' engine reads. It does not know IPv4 written within IPv6, so such an address becomes IPv4. */
export function plainAddress(address: string): string {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return NOWHERE;
  const [unzoned] = address.split("%"); // RFC 4007 §11: the zone is this machine's own name for a link
  const written = new URL(`http://[${unzoned}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(written) ?? [];
  if (high === undefined || low === undefined) return written;
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [upper >> 8, upper & 255, lower >> 8, lower & 255].join(".");
}
