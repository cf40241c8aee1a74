import { createPublicKey, verify } from "node:crypto";
import type { KeyAttestation } from "@nearside/shared/api/attested-key.ts";
import { decodeBase64url } from "@nearside/shared/base64url.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { PublicJwk } from "@nearside/shared/keys.ts";

/** The statement about the device key is signed by the attestation key. @throws Refused `key_attestation_invalid` */
export function checkCertifySignature(attestationKey: PublicJwk, { certify, signature }: KeyAttestation): void {
  if (!isSigned(attestationKey, decodeBase64url(certify, "certify"), decodeBase64url(signature, "signature")))
    refuse("key_attestation_invalid", "signature");
}

function isSigned(jwk: PublicJwk, statement: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
    return verify("sha256", statement, { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    return false; // a point that is not on the curve is no key
  }
}
