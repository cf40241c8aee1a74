import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import type { KeyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithTpmRoots } from "./tpm-roots.ts";
import { type DeviceShown, verifyKeyAttestation } from "./verify-key-attestation.ts";

/** A device key that is in a TPM: how it was proved, and the challenge, which is used up by the enrolment. */
export interface AttestedKey {
  readonly shown: KeyAttestation;
  readonly challenge: KeyChallenge;
}

/**
 * `tpm` is never believed without a proof, and a proof is not sent for anything else (protocol §3.8).
 *
 * @returns null if the machine does not say `tpm`
 * @throws Refused
 */
export async function proveKeyStorage(
  services: WithClock & WithConfig & WithKeys & WithTpmRoots,
  claimed: KeyStorage,
  shown: KeyAttestation | undefined,
  device: DeviceShown,
): Promise<AttestedKey | null> {
  if (claimed !== "tpm" && shown === undefined) return null;
  if (claimed !== "tpm" || shown === undefined) return refuse("key_attestation_invalid", "machine.key_storage");
  return { shown, challenge: await verifyKeyAttestation(services, shown, device) };
}
