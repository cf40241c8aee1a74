import { sawPeer } from "../../statements/elsewhere.ts";
import { channelOf } from "../../statements/presence.ts";
import type { CoDecidedLink, MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/** The way on which the command line was met, as a co-decision says it: over the keeper for one that runs elsewhere. */
export const howMet = (chain: {
  readonly presence: Pick<MeetingLink["presence"], "claims">;
  readonly relay: Pick<NonNullable<MeetingLink["relay"]>, "claims"> | null;
}): "loopback" | "native" | "relay" => (chain.relay === null ? channelOf(sawPeer(chain)) : "relay");

/**
 * Each co-decision says who wants the login, on which machine, where its key lies and how it was met, as the chain proves
 * it (protocol §11).
 *
 * @throws Refused `co_decision_mismatch`
 */
export function checkCoInitiator(
  chain: Pick<CoDecidedLink, "presence" | "relay" | "coApprovals"> & {
    readonly decision: Pick<CoDecidedLink["decision"], "claims">;
  },
): void {
  const { user, device, key_storage } = chain.decision.claims;
  for (const { coDecision } of chain.coApprovals) {
    const { initiator } = coDecision.claims;
    if (initiator.user.id !== user.id || initiator.user.name !== user.name)
      refuse("co_decision_mismatch", "initiator.user");
    if (initiator.device !== device) refuse("co_decision_mismatch", "initiator.device");
    if (initiator.key_storage !== key_storage) refuse("co_decision_mismatch", "initiator.key_storage");
    if (initiator.met !== howMet(chain)) refuse("co_decision_mismatch", "initiator.met");
  }
}
