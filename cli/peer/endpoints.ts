import type { Socket } from "node:net";

export interface Endpoints {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Both ends of an accepted socket; undefined once it is closed. */
export function endpointsOf(socket: Socket): Endpoints | undefined {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (localAddress === undefined || localPort === undefined) return undefined;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return { localAddress, localPort, remoteAddress, remotePort };
}

/**
 * Spells each loopback address in one way: IPv4-mapped and IPv4-compatible ones as IPv4 (RFC 4291 §2.5.5), `::1` as it is.
 */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::(?:ffff:)?(?=\d+\.)/, "");
}
