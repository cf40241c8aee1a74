import { isFresh, reaches } from "../oauth/step-up.ts";
import { readFacts } from "../statements/facts.ts";
import type { Chain } from "./chain.ts";
import { refuse } from "./refusal.ts";

/** The approval is as strong and as fresh as was asked for (RFC 9470, protocol §4.6, threat R22). */
export function checkTokenStepUp({ facts, token }: Pick<Chain, "facts" | "token">): void {
  const asked = readFacts(facts);
  const { acr, auth_time, iat } = token.claims;
  if (!reaches(acr, asked)) refuse("proof_too_weak", "token.acr");
  if (!isFresh(auth_time, iat, asked)) refuse("approval_too_old", "token.auth_time");
}
