import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

// Decides where the keeper may go for an agent: only to the APIs of the lease, which the person read by name; what a name leads to,
// somebody else says.

/** One address of a host. */
export interface Reached {
  readonly address: string;
  readonly family: 4 | 6;
}

/** This computer itself, and what is no single computer: no name of somebody else's leads there (RFC 6890, RFC 4291, RFC 6052). */
const NEVER_BY_NAME = {
  ipv4: [
    ["0.0.0.0", 8],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["192.0.0.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
  ipv6: [
    ["::", 127],
    ["64:ff9b::", 96],
    ["fe80::", 10],
    ["ff00::", 8],
  ],
} as const;
const never = new BlockList();
for (const [network, bits] of NEVER_BY_NAME.ipv4) never.addSubnet(network, bits, "ipv4");
for (const [network, bits] of NEVER_BY_NAME.ipv6) never.addSubnet(network, bits, "ipv6");

/** A name server that does not answer keeps nobody waiting for longer. Milliseconds. */
const NAMED_WITHIN = 5000;

/** True for a host that is written as this computer or as an address: then the person who approved the API read that very place. */
const isPlace = (host: string): boolean => isIP(host) !== 0 || host === "localhost" || host.endsWith(".localhost");

/**
 * Finds where the host of an API of the lease is. A name that leads to this computer is turned away. Any other is only gone to over TLS:
 * a computer of a private network, to which somebody makes the name lead, can't prove that the name is its own.
 *
 * @returns undefined if nobody may go there; null if the name leads nowhere
 */
export async function reachable(
  { hostname, protocol }: URL,
  resolve: (host: string) => Promise<readonly Reached[]> = resolveName,
): Promise<Reached | undefined | null> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const places = await resolve(host).catch(() => []);
  const [first] = places;
  if (first === undefined) return null;
  if (isPlace(host)) return first;
  return protocol === "https:" && places.every(isElsewhere) ? first : undefined;
}

const isElsewhere = ({ address, family }: Reached): boolean =>
  !address.includes("%") && !never.check(address, family === 4 ? "ipv4" : "ipv6");

async function resolveName(host: string): Promise<readonly Reached[]> {
  const kind = isIP(host);
  if (kind !== 0) return [{ address: host, family: kind === 4 ? 4 : 6 }];
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(reject, NAMED_WITHIN, new Error("no name server answered")).unref();
  });
  const found = await Promise.race([lookup(host, { all: true }), late]);
  return found.map(({ address, family }) => ({ address, family: family === 4 ? 4 : 6 }));
}
