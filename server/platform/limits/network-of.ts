import { isIPv6 } from "node:net";

/** Of eight: one subscriber has a /64 or more, and may take a new address in it for each request (RFC 6177). */
const GROUPS_OF_A_NETWORK = 4;

/** Bits of what one subscriber, or one site, may have besides, and how many networks' budgets that has (RFC 6177). */
const WIDER = [
  { bits: 56, times: 4 },
  { bits: 48, times: 16 },
] as const;

/** A network that an address lies in. */
export interface Network {
  readonly name: string;
  /** It has as many budgets of one network. */
  readonly times: number;
}

/**
 * All that an address is counted as, the narrowest first: an IPv4 address itself; an IPv6 address's /64, and since one subscriber
 * may have 256 of them or more, the /56 and the /48 that it lies in, with some of them each.
 */
export function networksAround(address: string): readonly Network[] {
  const own = { name: networkOf(address), times: 1 };
  if (!isIPv6(address)) return [own];
  const groups = own.name.replace("::/64", "").split(":");
  const last = Number.parseInt(groups[3] ?? "0", 16);
  const wider = WIDER.map(({ bits, times }) => {
    const kept = bits === 48 ? 0 : last & 0xff00;
    return { name: `${[...groups.slice(0, 3), kept.toString(16)].join(":")}::/${bits}`, times };
  });
  return [own, ...wider];
}

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
