import * as v from "valibot";
import { authenticatorProofTexts } from "../texts/proof.ts";

// Facts about the make of an authenticator (protocol §3.4).

/** The model (WebAuthn L3 §6.5.1), as text (RFC 9562). All zero means that the authenticator does not name it. */
export const aaguidSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, authenticatorProofTexts.notAaguid),
);
export const NO_AAGUID = "00000000-0000-0000-0000-000000000000";

/**
 * The worth of an attestation. Only `attested` identifies the authenticator; with the others the AAGUID is a mere
 * claim.
 */
const VERDICTS = ["attested", "claimed, not attested", "self-attested", "not attested"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The attestation statement formats (WebAuthn L3 §8) that the server reads. */
export const ATTESTATION_FORMATS = ["none", "packed", "tpm", "fido-u2f", "apple"] as const;
export type AttestationFormat = (typeof ATTESTATION_FORMATS)[number];

/** FIDO certification, from the least to the most (FIDO MDS 3.1 §3.1.4). */
export const CERTIFICATION_LEVELS = ["L1", "L1plus", "L2", "L2plus", "L3", "L3plus"] as const;
export type CertificationLevel = (typeof CERTIFICATION_LEVELS)[number];

/** Reports for which a model is no longer accepted: its keys, or its check of the person, cannot be relied on. */
export const COMPROMISES = [
  "REVOKED",
  "USER_VERIFICATION_BYPASS",
  "ATTESTATION_KEY_COMPROMISE",
  "USER_KEY_REMOTE_COMPROMISE",
  "USER_KEY_PHYSICAL_COMPROMISE",
] as const;
export type Compromise = (typeof COMPROMISES)[number];

/** The words that a person reads for each level. */
export const LEVEL_WORDS: Readonly<Record<CertificationLevel, string>> = authenticatorProofTexts.levels;
