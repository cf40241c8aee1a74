import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACR_VALUES, acrSatisfies } from "@nearside/shared/proof/proof-tier.ts";
import type { StepUp } from "../server/request-authorization.ts";

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

// Classes of logins (`acr`) as people type them. An API's own are written as it names them.

const [SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_VALUES;
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["same-machine", SAME_MACHINE],
  ["device-bound", DEVICE_BOUND],
  ["hardware", HARDWARE],
]);

export const longName = (word: string): string => SHORT_NAMES.get(word) ?? word;
const shortName = (acr: string): string => [...SHORT_NAMES].find(([, long]) => long === acr)?.[0] ?? acr;

/** What asks for that, as words of a command line. */
export const stepUpWords = ({ acrValues, maxAge }: StepUp): readonly string[] => [
  ...(acrValues === undefined ? [] : ["--acr", acrValues.map(shortName).join(" ")]),
  ...(maxAge === undefined ? [] : ["--max-age", String(maxAge)]),
];
