import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision was made after the meeting's nonce and within the request's life (protocol §4.5).
 *
 * @throws Refused `request_expired`
 */
export function checkDecisionTime(chain: Pick<ApprovalLink, "request" | "nonce" | "decision">): void {
  const { iat } = chain.decision.claims;
  if (iat < chain.nonce.claims.iat || iat > chain.request.claims.exp) refuse("request_expired", "decision.iat");
}
