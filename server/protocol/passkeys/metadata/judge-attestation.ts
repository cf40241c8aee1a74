import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Verdict } from "@nearside/shared/passkey/authenticator.ts";
import type { Metadata } from "./authenticator-models.ts";
import { leadsToAnchor } from "./certificate-path.ts";

/** The statement of an authenticator about itself, with its signatures verified. */
interface Attestation {
  readonly aaguid: string;
  readonly format: string;
  /** The certificates, DER; empty if the authenticator signed with the passkey itself, or not at all. */
  readonly x5c: readonly Uint8Array[];
}

/** A certificate of the model signed, in each of those ways (FIDO Registry §3.6.3). */
const WITH_CERTIFICATE = ["basic_full", "attca", "anonca"];

/**
 * Judges who vouches for an attestation: certificates that lead to a root which the metadata lists for that model.
 *
 * @param now epoch milliseconds
 * @throws Refused `attestation_untrusted` if the metadata knows the model and the certificates are not the model's
 */
export function judgeAttestation(metadata: Metadata | undefined, attestation: Attestation, now: number): Verdict {
  const { aaguid, format, x5c } = attestation;
  if (format === "none") return "not attested";
  if (x5c.length === 0) return "self-attested";
  const model = metadata?.models.get(aaguid);
  if (model === undefined || model.anchors.length === 0) return "claimed, not attested";
  if (!model.attestationTypes.some((type) => WITH_CERTIFICATE.includes(type)))
    refuse("attestation_untrusted", "attestation.type");
  if (!leadsToAnchor(x5c, model.anchors, now)) refuse("attestation_untrusted", "attestation.x5c");
  return "attested";
}
