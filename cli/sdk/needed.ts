import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { StepUpDemand } from "../apis/step-up-demand.ts";
import type { Credential } from "../credentials/credential.ts";
import { unmetBy } from "../credentials/step-up.ts";
import type { StepUp } from "../server/request-authorization.ts";
import { scopeWords } from "../server/scope-words.ts";

/** The demands on a login. */
export interface Needed extends StepUp {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly resource: readonly string[];
  /** RFC 9396, as one JSON text; "[]" without details. */
  readonly details: string;
}

const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];

/** Adds the scopes of the kept login. Two commands that need different scopes would else end each other's login. */
export const widened = (needed: Needed, scope: string): Needed => ({
  ...needed,
  scopes: union(scopeWords(scope), needed.scopes),
});

export const withDemand = (needed: Needed, { scope, acrValues, maxAge }: StepUpDemand): Needed => ({
  ...needed,
  scopes: union(needed.scopes, scopeWords(scope ?? "")),
  acrValues: acrValues ?? needed.acrValues,
  maxAge: maxAge ?? needed.maxAge,
});

/**
 * The demand that the token does not meet; undefined if it meets all.
 *
 * @param now epoch seconds of this machine
 * @param freshSince epoch seconds of the server: an approval since then is fresh, however long it took to get here
 */
export async function lacking(
  credential: Credential,
  needed: Needed,
  now: number,
  freshSince = Number.POSITIVE_INFINITY,
): Promise<"scope" | "authorization_details" | "acr" | "max_age" | undefined> {
  const { claims } = await accessToken.read(credential.access_token);
  const granted = scopeWords(claims.scope);
  if (!needed.scopes.every((scope) => granted.includes(scope))) return "scope";
  if (JSON.stringify(claims.authorization_details ?? []) !== needed.details) return "authorization_details";
  return unmetBy(claims, needed, now + credential.clock_offset, freshSince);
}
