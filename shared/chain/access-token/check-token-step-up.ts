import { isFresh, reaches } from "../../proof/step-up.ts";
import { readFacts } from "../../statements/facts.ts";
import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The approval is as strong and as recent as an API (RFC 9470) or a rule demands (protocol §4.6, threat R22).
 *
 * @throws Refused `proof_too_weak`, `approval_too_old`
 */
export function checkTokenStepUp({ facts, decision, token }: Pick<Chain, "facts" | "decision" | "token">): void {
  const requested = readFacts(facts);
  const { acr, auth_time, iat } = token.claims;
  if (!reaches(acr, requested)) refuse("proof_too_weak", "token.acr");
  if (!isFresh(auth_time, iat, requested)) refuse("approval_too_old", "token.auth_time");
  const { fresh_touch } = decision.claims.require ?? {};
  if (!isFresh(auth_time, iat, { max_age: fresh_touch })) refuse("approval_too_old", "token.auth_time");
}
