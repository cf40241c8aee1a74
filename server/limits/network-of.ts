import { isIPv6 } from "node:net";

/** Of eight: one subscriber has a /64 or more, and may take a new address in it for each request (RFC 6177). */
const GROUPS_OF_A_NETWORK = 4;

/** Whom an address is counted as: an IPv4 address itself, of an IPv6 address the /64 it lies in. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  const groups = [...before, ...zeros, ...after].slice(0, GROUPS_OF_A_NETWORK);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** An IPv4 address at its end takes the place of two groups (RFC 4291 §2.2). */
const groupsOf = (part: string): string[] =>
  part === "" ? [] : part.split(":").flatMap((group) => (group.includes(".") ? ["0", "0"] : [group]));
