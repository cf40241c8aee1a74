/**
 * What to add to this browser's clock to get the server's (protocol §2). A statement that has just come says where the
 * server's clock is within its lifetime: a clock within it is left alone, another is set to `iat`. Seconds.
 */
export function clockOffset(fresh: { readonly iat: number; readonly exp: number }, now: number): number {
  return now >= fresh.iat && now <= fresh.exp ? 0 : fresh.iat - now;
}
