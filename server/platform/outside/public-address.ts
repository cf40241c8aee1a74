import { BlockList, isIP } from "node:net";

/** Private networks, and those of this computer itself (IANA special-purpose registries, RFC 6890). */
const OWN = {
  ipv4: [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
} as const;

/** The range that is handed out to the world (RFC 4291 §2.4), without the parts that lead to an IPv4 address, or nowhere. */
const GLOBAL_IPV6 = ["2000::", 3] as const;
const NOT_GLOBAL_IPV6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const own = new BlockList();
for (const [network, bits] of OWN.ipv4) own.addSubnet(network, bits, "ipv4");
for (const [network, bits] of NOT_GLOBAL_IPV6) own.addSubnet(network, bits, "ipv6");
const global = new BlockList();
global.addSubnet(...GLOBAL_IPV6, "ipv6");

/** True for an IP address on the internet, neither of this computer nor of a network behind it. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !own.check(address, "ipv4");
  return isIP(address) === 6 && !address.includes("%") && global.check(address, "ipv6") && !own.check(address, "ipv6");
}
