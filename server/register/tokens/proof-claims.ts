import type { BoundPasskey } from "@nearside/shared/chain/chain.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { acrOf, amrOf, type Proof, WEAKEST_PROOF, weakerProof } from "@nearside/shared/proof/proof-tier.ts";
import type { Grant } from "./token-store.ts";
import type { FamilyInForce } from "./tokens-in-force.ts";

type Kind = Pick<BoundPasskey, "backup_eligible">;

/** The peer that met the command line, as the latter saw it. */
export type SeenPeer = Pick<Proof, "peer" | "forwarded">;

/** @param peer of the presence proof, @param keyStorage as the decision says it, @param passkey that approves, as enrolled */
export const proofOf = ({ peer, forwarded }: SeenPeer, keyStorage: KeyStorage, { backup_eligible }: Kind): Proof => ({
  peer,
  forwarded,
  key_storage: keyStorage,
  passkey: backup_eligible ? "synced" : "device_bound",
});

/** The claims of a token about its proof (protocol §4.6). */
type Claimed = Pick<Grant, "proof" | "acr" | "amr">;

export const claimsOf = (proof: Proof): Claimed => ({ proof, acr: acrOf(proof), amr: amrOf(proof) });

/**
 * The grant as the next token may have it: what was proved at the approval, less what holds no more. Nothing that came later
 * counts, a key that moved to a better place least of all (threat R22); of what a grant does not tell the weakest is taken.
 */
export function weakened(
  grant: Grant,
  { keyStorage, passkey: enrolled }: Pick<FamilyInForce, "keyStorage" | "passkey">,
): Grant {
  const proof = grant.proof ?? WEAKEST_PROOF;
  return { ...grant, ...claimsOf(weakerProof(proof, proofOf(proof, keyStorage, enrolled))) };
}
