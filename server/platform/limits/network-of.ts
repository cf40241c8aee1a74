import { isIPv6 } from "node:net";

/**
 * This many of the eight groups of an address name its network: one subscriber has a /64 or more, and may use a new address in it for each
 * request (RFC 6177).
 */
const GROUPS_OF_A_NETWORK = 4;

/** Bits of the wider networks that one subscriber, or one site, may have, and how many networks' budgets each has (RFC 6177). */
const WIDER = [
  { bits: 56, times: 4 },
  { bits: 48, times: 16 },
] as const;

/** A network around an address. */
export interface Network {
  readonly name: string;
  /** It has this many times the budget of one network. */
  readonly times: number;
}

/**
 * The networks to which an address is charged, the narrowest first: an IPv4 address itself; an IPv6 address's /64, and since one subscriber
 * may have 256 of these or more, the /56 and the /48 around it, with several budgets each.
 */
export function networksAround(address: string): readonly Network[] {
  const own = { name: networkOf(address), times: 1 };
  if (!isIPv6(address)) return [own];
  const groups = own.name.replace("::/64", "").split(":");
  const last = Number.parseInt(groups[3] ?? "0", 16);
  const wider = WIDER.map(({ bits, times }) => {
    const rest = bits === 48 ? 0 : last & 0xff00;
    return { name: `${[...groups.slice(0, 3), rest.toString(16)].join(":")}::/${bits}`, times };
  });
  return [own, ...wider];
}

/** The narrowest network to which an address is charged: an IPv4 address itself, for an IPv6 address its /64. */
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
