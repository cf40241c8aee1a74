import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { verifyForReview } from "@nearside/shared/evidence/review.ts";
import { coDecision as coDecisionStatement } from "@nearside/shared/statements/co-decision.ts";
import { type ClockServices, noteServerTime, serverTime } from "../issuer/server-clock.ts";
import { type ServerKeysServices, trustedServer } from "../issuer/server-keys.ts";
import { isUsable, type UsableSet } from "../keys/bound-set.ts";
import type { BoundSetStore } from "../keys/bound-set-store.ts";

/** The material that a page handed on: all that another person's request rests on, and the server's question about it. */
interface Written {
  readonly review: unknown;
  readonly co_decision: string;
}

/** The services that verifying another person's request takes. */
export interface VerifyReviewServices extends ServerKeysServices {
  readonly session: ServerKeysServices["session"] & ClockServices["session"];
}

/**
 * Verifies, for this browser's own person, the whole chain of another person's request up to that person's own approval
 * (protocol §11). The result is all that may be shown and signed.
 *
 * @param boundSets all of this extension's, of whatever person and state, and those that were removed
 * @throws Refused `not_enrolled` if none of them is asked, `co_same_machine` if one of them is of the machine that asks; else with the code
 * of the first check that fails
 */
export async function verifyReview(
  { review, co_decision }: Written,
  issuer: string,
  boundSets: Pick<BoundSetStore, "all" | "removedDevices">,
  services: VerifyReviewServices,
): Promise<{ readonly reviewed: Awaited<ReturnType<typeof verifyForReview>>; readonly set: UsableSet }> {
  const coDecision = await coDecisionStatement.read(co_decision);
  const { approver, initiator, iat, exp } = coDecision.claims;
  const [sets, removed] = await Promise.all([boundSets.all(), boundSets.removedDevices()]);
  const set = sets.filter(isUsable).find((own) => own.issuer === issuer && own.thumbprint === approver.extension_jkt);
  if (set === undefined) return refuse("not_enrolled", "co_decision.approver");
  // To the server these are two machines. Here it is seen that one and the same browser would vouch for both people (threat I9), also
  // where the first one's set was removed once that person had approved.
  if ([...sets.map(({ device_jkt }) => device_jkt), ...removed].includes(initiator.device))
    refuse("co_same_machine", "co_decision.initiator");
  const { serverKeys } = await trustedServer(issuer, services);
  await verifyServerSignature(coDecision, { issuer, serverKeys });
  await noteServerTime(issuer, iat, services);
  if ((await serverTime(issuer, services)) >= exp) refuse("co_decision_stale", "co_decision.exp");
  const own = { user: set.user.id, device: set.device_jkt, extension: set.thumbprint };
  return { reviewed: await verifyForReview(review, co_decision, { issuer, serverKeys, approver: own }), set };
}
