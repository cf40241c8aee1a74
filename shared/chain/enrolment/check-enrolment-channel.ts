import { channelOf, type PresenceProof } from "../../statements/presence.ts";
import { refuse } from "../refusal.ts";

/**
 * An enrolment is met over loopback: the keeper serves machines that are enrolled (protocol §3.3).
 *
 * @throws Refused `loopback_mismatch`
 */
export function checkEnrolmentChannel({ presence }: { readonly presence: Pick<PresenceProof, "claims"> }): void {
  if (channelOf(presence.claims) !== "loopback") refuse("loopback_mismatch", "presence.channel");
}
