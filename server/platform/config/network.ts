import { BlockList, isIP } from "node:net";

// Addresses and networks as an operator writes them.

const BITS = { 4: 32, 6: 128 } as const;

interface Network {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  readonly bits: number;
}

function readNetwork(text: string): Network | undefined {
  const [address = "", prefix, ...more] = text.split("/");
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || address.includes("%") || more.length > 0) return undefined;
  if (prefix !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  const bits = prefix === undefined ? BITS[version] : Number(prefix);
  return bits > BITS[version] ? undefined : { address, family: `ipv${version}`, bits };
}

/** An address, or a network in CIDR notation. */
export const isNetwork = (text: string): boolean => readNetwork(text) !== undefined;

/** Makes a test of addresses for those networks. */
export function networksOf(texts: readonly string[]): (address: string) => boolean {
  return isInOneOf(
    texts.map((text) => {
      const network = readNetwork(text);
      if (network === undefined) throw new Error("a network was not checked"); // the schema checked it
      return network;
    }),
  );
}

function isInOneOf(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

const inLoopback = isInOneOf([
  { address: "127.0.0.0", bits: 8, family: "ipv4" },
  { address: "::1", bits: 128, family: "ipv6" },
]);

/** Tells if only programs of this machine reach a listener there. */
export const isLoopback = (host: string): boolean => host === "localhost" || inLoopback(host);
