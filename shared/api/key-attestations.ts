import * as v from "valibot";
import { bytesUpTo, certificateSchema, publicAreaSchema } from "../key-attestation/attested-key.ts";
import { jwsSchema } from "../signing/jws.ts";
import { ticketSchema } from "./enrolments.ts";
import { entry } from "./entry.ts";

// Bodies by which a machine shows that its device key lies in a TPM (protocol §3.8).

/**
 * POST /api/key-attestations, with a DPoP proof by the device key. User and ticket are those of the enrolment that
 * follows.
 */
export const startKeyAttestationSchema = v.strictObject({
  kind: v.literal("tpm"),
  user: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  ticket: ticketSchema,
  /** The certificate of the TPM's RSA 2048 endorsement key. */
  ek_certificate: certificateSchema,
  attestation_key: publicAreaSchema,
});
export type StartKeyAttestation = v.InferOutput<typeof startKeyAttestationSchema>;

/** The answer has status 201. `credential` is a TPM2B_ID_OBJECT, `encrypted_secret` a TPM2B_ENCRYPTED_SECRET, with their lengths. */
export const startKeyAttestationAnswerSchema = v.strictObject({
  challenge: jwsSchema,
  credential: bytesUpTo(256),
  encrypted_secret: bytesUpTo(514),
});
export type StartKeyAttestationAnswer = v.InferOutput<typeof startKeyAttestationAnswerSchema>;

export const keyAttestationApi = {
  start: entry("POST", "/api/key-attestations", startKeyAttestationSchema, startKeyAttestationAnswerSchema),
};
