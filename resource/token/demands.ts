import { acrSatisfies } from "@nearside/shared/proof/proof-tier.ts";
import { AccessRefused } from "../access-refused.ts";
import type { TokenClaims } from "./token-claims.ts";

/** Demands of an address on a valid token. */
export interface Demands {
  /** Scopes that the token must all have: `"orders:read orders:write"`, or a list. */
  readonly scope?: string | readonly string[] | undefined;
  /**
   * The token's `acr` must be one of these or, if both are Nearside's own, a higher one; else the client is sent to a
   * stronger login (RFC 9470).
   */
  readonly acrValues?: readonly string[] | undefined;
  /**
   * The most seconds since the person approved; else the client is sent to log in again (RFC 9470). It is judged
   * without leeway, so that no clock makes an old login young: give some minutes.
   */
  readonly maxAge?: number | undefined;
}

/** scope-token of RFC 6749 §3.3. These are also the characters that a challenge may quote. */
export const TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

interface ReadDemands {
  readonly scopes: readonly string[];
  readonly acrValues: readonly string[] | undefined;
  readonly maxAge: number | undefined;
}

/**
 * Reads the demands when the API starts, so that a mistake of the API shows there.
 *
 * @throws TypeError if no token could meet the demands
 */
export function readDemands({ scope = [], acrValues, maxAge }: Demands): ReadDemands {
  const scopes = typeof scope === "string" ? scope.split(" ") : scope;
  for (const each of scopes) {
    if (!TOKEN.test(each))
      throw new TypeError(`scope must be scopes of RFC 6749 §3.3, and has ${JSON.stringify(each)}`);
  }
  if (acrValues !== undefined && (acrValues.length === 0 || !acrValues.every((each) => TOKEN.test(each))))
    throw new TypeError("acrValues must have at least one class, without spaces or quotes");
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge > 0))
    throw new TypeError("maxAge must be a whole number of seconds of at least 1");
  return { scopes, acrValues, maxAge };
}

/**
 * Checks that the token meets the demands.
 *
 * @param now epoch seconds
 * @throws AccessRefused `scope_missing`, `authentication_insufficient`, `authentication_too_old`
 */
export function checkDemands(claims: TokenClaims, { scopes, acrValues, maxAge }: ReadDemands, now: number): void {
  const granted = scopesOf(claims);
  if (!scopes.every((scope) => granted.includes(scope)))
    throw new AccessRefused("scope_missing", { scope: scopes.join(" ") });
  if (acrValues !== undefined && !acrValues.some((wanted) => acrSatisfies(claims.acr, wanted)))
    throw new AccessRefused("authentication_insufficient", { acrValues, maxAge });
  if (maxAge !== undefined && now - claims.auth_time > maxAge)
    throw new AccessRefused("authentication_too_old", { acrValues, maxAge });
}

export const scopesOf = ({ scope }: Pick<TokenClaims, "scope">): readonly string[] =>
  scope.split(" ").filter((each) => each !== "");
