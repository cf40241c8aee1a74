import { refuse } from "../chain/refusal.ts";
import { type PublicJwk, thumbprintOf } from "../signing/keys.ts";
import { DEVICE_KEY } from "../tpm/attributes.ts";
import { readSigningArea } from "../tpm/public-area.ts";
import { readStructure } from "./read-structure.ts";

/**
 * The certified key is the device key itself, was made in a TPM and stays there.
 *
 * @param text TPMT_PUBLIC, base64url
 * @throws Refused `key_attestation_invalid`, `tpm_key_movable`
 */
export async function checkDeviceKey(text: string, device: PublicJwk): Promise<void> {
  const { attributes, policy, jwk } = readStructure(text, "device_key", readSigningArea);
  if ((await thumbprintOf(jwk)) !== (await thumbprintOf(device))) refuse("key_attestation_invalid", "device_key");
  if (attributes !== DEVICE_KEY || policy.length > 0) refuse("tpm_key_movable", "device_key");
}
