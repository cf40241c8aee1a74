import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision is about that meeting (protocol §4.5).
 *
 * @throws Refused `decision_mismatch`
 */
export function checkDecisionMeeting({ attestation, decision }: Pick<ApprovalLink, "attestation" | "decision">): void {
  if (decision.claims.attestation !== attestation.hash) refuse("decision_mismatch", "decision.attestation");
}
