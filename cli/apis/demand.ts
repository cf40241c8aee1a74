import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { acrSatisfies } from "@nearside/shared/proof/proof-tier.ts";
import { scopeWords } from "../server/scope-words.ts";
import { type Challenge, readChallenges } from "./challenges.ts";
import type { StepUpDemand } from "./step-up-demand.ts";

/** The reasons for which an API did not take a request, as far as something can be done about them. */
export type ApiRefusal =
  | { readonly kind: "nonce"; readonly nonce: string }
  /**
   * The token is expired, revoked or of another server (RFC 6750 §3.1). `metadata` is the address that says whose tokens are
   * taken (RFC 9728 §5.1).
   */
  | { readonly kind: "renewal"; readonly metadata: string | undefined }
  | { readonly kind: "step_up"; readonly demand: StepUpDemand };

/** Words of RFC 6749 §3.3. An API may demand no more than a person can read. */
const WORDS = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}(?: [\x21\x23-\x5b\x5d-\x7e]{1,255}){0,31}$/;
const SECONDS = /^[0-9]{1,8}$/;
/** The most classes that a login server takes; an API prefers the first (RFC 9470 §3). */
const MOST_CLASSES = 8;
const LONGEST_NONCE = 256;

/** The part of an answer that is read here, however it was fetched. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** The nonce for the next proof (RFC 9449 §8.2), if the answer brings one. */
export function nonceIn({ headers }: Answer): string | undefined {
  const nonce = headers.get("dpop-nonce") ?? "";
  return nonce === "" || nonce.length > LONGEST_NONCE ? undefined : nonce;
}

/** @returns undefined if the answer is for the program that asked, good or bad */
export function refusalIn(answer: Answer): ApiRefusal | undefined {
  if (answer.status !== 401 && answer.status !== 403) return undefined;
  const challenges = readChallenges(answer.headers.get("www-authenticate") ?? "");
  const challenge = challenges.find(({ scheme }) => scheme === "dpop");
  if (challenge === undefined) return undefined;
  switch (`${answer.status} ${challenge.parameters.get("error")}`) {
    case "401 use_dpop_nonce": {
      const nonce = nonceIn(answer);
      return nonce === undefined ? undefined : { kind: "nonce", nonce };
    }
    case "401 invalid_token":
      return { kind: "renewal", metadata: challenge.parameters.get("resource_metadata") };
    case "403 insufficient_scope": // RFC 6750 §3.1
    case "401 insufficient_user_authentication": {
      // RFC 9470 §3
      const demand = demandIn(challenge);
      return demand === undefined ? undefined : { kind: "step_up", demand };
    }
    default:
      return undefined;
  }
}

function demandIn({ parameters }: Challenge): StepUpDemand | undefined {
  const fitting = (name: string, pattern: RegExp): string | undefined => {
    const value = parameters.get(name);
    return value !== undefined && pattern.test(value) ? value : undefined;
  };
  const maxAge = fitting("max_age", SECONDS);
  const acrValues = fitting("acr_values", WORDS);
  const demand = {
    scope: fitting("scope", WORDS),
    acrValues: acrValues === undefined ? undefined : [...new Set(acrValues.split(" "))].slice(0, MOST_CLASSES),
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
  };
  const asksNothing = demand.scope === undefined && demand.acrValues === undefined && demand.maxAge === undefined;
  return asksNothing ? undefined : demand;
}

/** True if a new login could bring what that token lacks. One that would bring the same again is not begun. */
export function wouldHelp(
  { scope, acrValues, maxAge }: StepUpDemand,
  claims: Pick<AccessToken["claims"], "scope" | "acr">,
): boolean {
  const granted = scopeWords(claims.scope);
  const lacksScope = scopeWords(scope ?? "").some((word) => !granted.includes(word));
  const lacksClass = acrValues?.some((wanted) => acrSatisfies(claims.acr, wanted)) === false;
  return lacksScope || lacksClass || maxAge !== undefined;
}
