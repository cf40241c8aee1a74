import { ACR_VALUES, type Acr, acrOf, amrOf, type Proof } from "../../proof/proof-tier.ts";
import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/** Tokens that were issued before they carried `proof` name this class and no other. */
const WITHOUT_PROOF: Acr = ACR_VALUES[0];

/**
 * The token claims the class and the methods that its proof is enough for, and no others (protocol §4.6, threat R22).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenClass({ token }: Pick<Chain, "token">): void {
  const { proof, acr, amr } = token.claims;
  if (acr !== classOf(proof)) refuse("token_mismatch", "token.acr");
  if (proof !== undefined && amr.join(" ") !== amrOf(proof).join(" ")) refuse("token_mismatch", "token.amr");
}

/** A proof is judged by the rule of its own time: while the proof had no `forwarded` yet, no class demanded it. */
const classOf = (proof: Proof | undefined): Acr => {
  if (proof === undefined) return WITHOUT_PROOF;
  return acrOf(proof.forwarded === undefined ? { ...proof, forwarded: "no" } : proof);
};
