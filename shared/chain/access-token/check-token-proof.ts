import { boundPasskey } from "../assertion/check-approval-passkey.ts";
import type { BoundSet, Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * What the token says of its proof is what the chain proves (protocol §4.6, threat R22): the peer as the command line saw it, the
 * device key's place as it was agreed to, the passkey as enrolled. A token from before a thing was said does not have it.
 */
export function checkTokenProof(
  { presence, decision, assertion, token }: Pick<Chain, "presence" | "decision" | "assertion" | "token">,
  { bound }: { readonly bound: Pick<BoundSet, "passkeys"> },
): void {
  const { proof } = token.claims;
  if (proof === undefined) return;
  const { backup_eligible } = boundPasskey({ assertion }, { bound });
  if (proof.peer !== presence.claims.peer.account) refuse("token_mismatch", "token.proof.peer");
  if (proof.forwarded !== undefined && proof.forwarded !== presence.claims.peer.forwarded)
    refuse("token_mismatch", "token.proof.forwarded");
  if (proof.key_storage !== decision.claims.key_storage) refuse("token_mismatch", "token.proof.key_storage");
  if ((proof.passkey === "synced") !== backup_eligible) refuse("token_mismatch", "token.proof.passkey");
}
