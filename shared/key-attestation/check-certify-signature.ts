import { refuse } from "../chain/refusal.ts";
import { decodeBase64url } from "../encoding/base64url.ts";
import type { PublicJwk } from "../signing/keys.ts";
import type { KeyAttestation } from "./attested-key.ts";

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/**
 * The attestation key signed the statement about the device key.
 *
 * @throws Refused `key_attestation_invalid`
 */
export async function checkCertifySignature(
  attestationKey: PublicJwk,
  { certify, signature }: KeyAttestation,
): Promise<void> {
  const [statement, signed] = [decodeBase64url(certify, "certify"), decodeBase64url(signature, "signature")];
  if (!(await isSigned(attestationKey, statement, signed))) refuse("key_attestation_invalid", "signature");
}

async function isSigned(
  jwk: PublicJwk,
  statement: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("jwk", { ...jwk }, ES256, false, ["verify"]);
    return await crypto.subtle.verify(ES256, key, signature, statement);
  } catch {
    return false; // a point that is not on the curve is no key
  }
}
