import { X509Certificate } from "node:crypto";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { TpmRoots } from "./tpm-roots.ts";

/** tcg-kp-EKCertificate (TCG EK Credential Profile 2.5 §3.1): "this is an endorsement key", which other certificates of a maker don't say. */
const ENDORSEMENT_KEY_PURPOSE = "2.23.133.8.1";
const MODULUS_BITS = 2048;

/**
 * The certificate is one of a TPM's RSA 2048 endorsement key, by an authority that the administrator named, and valid now. The
 * authority's own end is not judged: it is trusted because it was named (RFC 5280 §6.1.1 d).
 *
 * @param now epoch milliseconds
 * @throws Refused `key_attestation_invalid`, `tpm_untrusted`
 */
export function checkEndorsementCertificate(
  roots: TpmRoots,
  der: Uint8Array<ArrayBuffer>,
  now: number,
): X509Certificate {
  const certificate = parse(der);
  const issuer = roots.find((root) => certificate.checkIssued(root) && certificate.verify(root.publicKey));
  if (issuer === undefined) refuse("tpm_untrusted", "ek_certificate.issuer");
  if (!(Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)))
    refuse("tpm_untrusted", "ek_certificate.validity");
  if (certificate.ca || !(certificate.keyUsage ?? []).includes(ENDORSEMENT_KEY_PURPOSE))
    refuse("tpm_untrusted", "ek_certificate.purpose");
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== "rsa" || asymmetricKeyDetails?.modulusLength !== MODULUS_BITS)
    refuse("tpm_untrusted", "ek_certificate.key");
  return certificate;
}

/** Reads one certificate, DER, and not a byte more, since its fingerprint is in the challenge. */
function parse(der: Uint8Array<ArrayBuffer>): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch (cause) {
    return refuse("key_attestation_invalid", "ek_certificate", { cause });
  }
  if (!certificate.raw.equals(der)) refuse("key_attestation_invalid", "ek_certificate");
  return certificate;
}
