import type { Known, MeetingLink } from "./chain.ts";
import { refuse } from "./refusal.ts";

/** The command line could tell who met it, where the policy asks for that (protocol §4.2). */
export function checkPeer({ presence }: Pick<MeetingLink, "presence">, { peer }: Pick<Known, "peer">): void {
  if (peer === "same" && presence.claims.peer.account !== "same") refuse("peer_unknown", "presence.peer");
}
