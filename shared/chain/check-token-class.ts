import { ACR_VALUES, type Acr, acrOf, amrOf } from "../oauth/proof-tier.ts";
import type { Chain } from "./chain.ts";
import { refuse } from "./refusal.ts";

/** All that was ever said before tokens told their proof. */
const WITHOUT_PROOF: Acr = ACR_VALUES[0];

/** The token claims the class and the methods that its proof is enough for, and no others (protocol §4.6, threat R22). */
export function checkTokenClass({ token }: Pick<Chain, "token">): void {
  const { proof, acr, amr } = token.claims;
  if (acr !== (proof === undefined ? WITHOUT_PROOF : acrOf(proof))) refuse("token_mismatch", "token.acr");
  if (proof !== undefined && amr.join(" ") !== amrOf(proof).join(" ")) refuse("token_mismatch", "token.amr");
}
