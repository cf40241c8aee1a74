import { sawPeer } from "../../statements/elsewhere.ts";
import { readFacts } from "../../statements/facts.ts";
import { channelOf } from "../../statements/presence.ts";
import { boundPasskey } from "../assertion/check-approval-passkey.ts";
import type { BoundSet, Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token's `proof` says what the chain proves (protocol §4.6, threat R22): the peer as the command line saw it, the
 * storage of the device key as the decision has it, the passkey as enrolled, and a program that only knows a redirect, whose token is bound
 * to the key that it named when it asked, if it named one (protocol §6). An older token lacks the members that did not exist yet.
 *
 * @throws Refused `passkey_not_bound`, `token_mismatch`
 */
export function checkTokenProof(
  chain: Pick<Chain, "facts" | "presence" | "relay" | "decision" | "assertion" | "token">,
  { bound }: { readonly bound: Pick<BoundSet, "passkeys"> },
): void {
  const { decision, assertion, token } = chain;
  const seen = sawPeer(chain);
  const { proof } = token.claims;
  const { redirect } = readFacts(chain.facts);
  if (proof?.program !== (redirect && "redirect")) refuse("token_mismatch", "token.proof.program");
  if (redirect?.dpop_jkt !== undefined && token.claims.cnf?.jkt !== redirect.dpop_jkt)
    refuse("token_mismatch", "token.cnf");
  if (proof === undefined) return;
  const { backup_eligible } = boundPasskey({ assertion }, { bound });
  if (proof.peer !== seen.peer.account) refuse("token_mismatch", "token.proof.peer");
  if (proof.forwarded !== undefined && proof.forwarded !== seen.peer.forwarded)
    refuse("token_mismatch", "token.proof.forwarded");
  if (proof.channel !== undefined && proof.channel !== channelOf(seen)) refuse("token_mismatch", "token.proof.channel");
  if (proof.key_storage !== decision.claims.key_storage) refuse("token_mismatch", "token.proof.key_storage");
  if ((proof.passkey === "synced") !== backup_eligible) refuse("token_mismatch", "token.proof.passkey");
}
