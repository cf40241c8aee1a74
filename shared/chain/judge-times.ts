import { CLOCK_LEEWAY_SECONDS } from "../lifetimes.ts";
import { refuse } from "./refusal.ts";

/** True if the statement ends after it begins, and claims no longer life than `most` seconds. */
export const hasLife = ({ iat, exp }: { readonly iat: number; readonly exp: number }, most: number): boolean =>
  exp > iat && exp - iat <= most;

/**
 * Judges the `iat` and `exp` of a statement that a machine made, once, at receipt (protocol §2).
 *
 * @param at time of receipt, epoch seconds
 * @param life the longest life that such a statement may claim, seconds
 * @throws Refused `clock_skew` if it is from the future or expired by more than the leeway, `malformed` if it
 * claims too long a life
 */
export function judgeTimes(claims: { readonly iat: number; readonly exp: number }, at: number, life: number): void {
  if (!hasLife(claims, life)) refuse("malformed", "exp");
  if (claims.iat > at + CLOCK_LEEWAY_SECONDS) refuse("clock_skew", "iat");
  if (claims.exp < at - CLOCK_LEEWAY_SECONDS) refuse("clock_skew", "exp");
}
