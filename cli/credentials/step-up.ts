import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { acrSatisfies } from "@nearside/shared/proof/proof-tier.ts";

/** What may be demanded of the approval that a token rests on (RFC 9470). */
export interface StepUp {
  /** One of them or, of Nearside's own, a higher one. The one liked best first. */
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds since the person approved, at most. */
  readonly maxAge?: number | undefined;
}

/**
 * What the token lacks of it; undefined if nothing. A server that granted less than was asked for is found out here.
 *
 * @param now epoch seconds of the server
 * @param freshSince epoch seconds of the server: an approval since then is fresh, however long it took to get here
 */
export function unmetBy(
  { acr, auth_time }: Pick<AccessToken["claims"], "acr" | "auth_time">,
  { acrValues, maxAge }: StepUp,
  now: number,
  freshSince = Number.POSITIVE_INFINITY,
): "acr" | "max_age" | undefined {
  if (acrValues !== undefined && !acrValues.some((wanted) => acrSatisfies(acr, wanted))) return "acr";
  // what is known of the server's clock may be a second short: even so, nothing that is kept is of just now
  const age = Math.max(0, now - auth_time);
  if (maxAge !== undefined && age >= maxAge && auth_time < freshSince) return "max_age";
  return undefined;
}
