import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACR_VALUES, acrSatisfies } from "@nearside/shared/proof/proof-tier.ts";
import type { StepUp } from "../server/request-authorization.ts";

/**
 * The demand that the token does not meet; undefined if it meets all. A server that granted less than was asked for is
 * found out here.
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
  // Our notion of the server's clock may be a second short. Even so, no kept token counts as of just now.
  const age = Math.max(0, now - auth_time);
  if (maxAge !== undefined && age >= maxAge && auth_time < freshSince) return "max_age";
  return undefined;
}

// Classes of logins (`acr`) as people type them. An API's own classes are written as it names them.

const [SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_VALUES;
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["same-machine", SAME_MACHINE],
  ["device-bound", DEVICE_BOUND],
  ["hardware", HARDWARE],
]);

export const longName = (word: string): string => SHORT_NAMES.get(word) ?? word;
const shortName = (acr: string): string => [...SHORT_NAMES].find(([, long]) => long === acr)?.[0] ?? acr;

/** The options of a command line that make those demands. */
export const stepUpWords = ({ acrValues, maxAge }: StepUp): readonly string[] => [
  ...(acrValues === undefined ? [] : ["--acr", acrValues.map(shortName).join(" ")]),
  ...(maxAge === undefined ? [] : ["--max-age", String(maxAge)]),
];
