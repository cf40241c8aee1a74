import type { BoundPasskey } from "@nearside/shared/chain/chain.ts";
import type { HostStanding } from "@nearside/shared/proof/host-standing.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { acrOf, amrOf, type Proof, WEAKEST_PROOF, weakerProof } from "@nearside/shared/proof/proof-tier.ts";
import type { ActiveFamily } from "./active-tokens.ts";
import type { Grant } from "./token-store.ts";

type Kind = Pick<BoundPasskey, "backup_eligible">;

/**
 * The peer that met the command line, as the latter or the keeper in front of it saw it, the way on which they met, the place of a command
 * line elsewhere, and a program that only knows a redirect.
 */
export type SeenPeer = Pick<Proof, "peer" | "forwarded" | "channel" | "place" | "host" | "program">;

/**
 * Makes the proof of an approval.
 *
 * @param peer of the presence proof
 * @param keyStorage as the decision names it
 * @param passkey that approves, as it was enrolled
 */
export const proofOf = (
  { peer, forwarded, channel, place, host, program }: SeenPeer,
  keyStorage: KeyStorage,
  { backup_eligible }: Kind,
): Proof => ({
  peer,
  forwarded,
  key_storage: keyStorage,
  passkey: backup_eligible ? "synced" : "device_bound",
  channel,
  ...(place === undefined ? {} : { place }),
  ...(host === undefined ? {} : { host }),
  ...(program === undefined ? {} : { program }),
});

/** The claims of a token about its proof (protocol §4.6). */
type Claimed = Pick<Grant, "proof" | "acr" | "amr">;

export const claimsOf = (proof: Proof): Claimed => ({ proof, acr: acrOf(proof), amr: amrOf(proof) });

/**
 * Returns the grant as the next token may have it: what was proved at the approval, less what no longer holds. Nothing that came later
 * counts, least of all a key that moved to a better place (threat R22). The weakest value is taken for what a grant does not tell.
 *
 * @param host what is known now of the host, for a login from one
 */
export function weakened(
  grant: Grant,
  { keyStorage, passkey: enrolled }: Pick<ActiveFamily, "keyStorage" | "passkey">,
  host?: HostStanding,
): Grant {
  const proof = grant.proof ?? WEAKEST_PROOF;
  const now = proofOf({ ...proof, ...(host === undefined ? {} : { host }) }, keyStorage, enrolled);
  return { ...grant, ...claimsOf(weakerProof(proof, now)) };
}
