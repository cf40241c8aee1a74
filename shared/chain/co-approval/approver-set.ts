import { thumbprintOf } from "../../signing/keys.ts";
import type { BoundPasskey, BoundSet, CoDecided, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Finds the bound set of the person who was asked (protocol §11). No key of it is one of the initiator's, or of another
 * approver: one browser or one authenticator would stand for two people (threat I9).
 *
 * @throws Refused `co_approver_mismatch`, `co_same_machine`
 */
export async function approverSet(
  { coDecision }: { readonly coDecision: { readonly claims: Pick<CoDecided["coDecision"]["claims"], "approver"> } },
  { approvers, bound }: Pick<Trusted, "approvers" | "bound">,
): Promise<BoundSet> {
  const { user, device } = coDecision.claims.approver;
  for (const set of approvers) {
    if (set.user.id !== user.id || (await thumbprintOf(set.device)) !== device) continue;
    for (const other of [bound, ...approvers]) if (other.user.id !== user.id) checkApart(set, other);
    return set;
  }
  return refuse("co_approver_mismatch", "co_decision.approver");
}

function checkApart(set: BoundSet, other: BoundSet): void {
  if (set.extensions.some((key) => other.extensions.includes(key))) refuse("co_same_machine", "approver.extension_jkt");
  const isShared = set.passkeys.some((own) => other.passkeys.some((each) => isOne(own, each)));
  if (isShared) refuse("co_same_machine", "approver.passkeys");
}

const isOne = (passkey: BoundPasskey, other: BoundPasskey): boolean =>
  passkey.credential_id === other.credential_id || passkey.public_key === other.public_key;
