/** One spelling for each loopback address: IPv4-mapped and IPv4-compatible ones as IPv4 (RFC 4291 §2.5.5), `::1` as it is. */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::(?:ffff:)?(?=\d+\.)/, "");
}
