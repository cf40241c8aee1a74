import { isIPv4, isIPv6 } from "node:net";

/** What stands where nobody knows from where it was asked: in no network that a rule would name. */
const NOWHERE = "0.0.0.0";

/** An address as the rules' engine reads it, which knows no IPv4 written within IPv6. */
export function plainAddress(address: string): string {
  if (isIPv4(address)) return address;
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : NOWHERE;
}
