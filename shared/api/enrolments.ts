import * as v from "valibot";
import { loopbackSchema } from "../claims.ts";
import { keyAttestationSchema } from "../key-attestation/attested-key.ts";
import { passkeySchema } from "../passkey/passkey.ts";
import {
  assertionJsonSchema,
  creationOptionsSchema,
  registrationJsonSchema,
  requestOptionsSchema,
} from "../passkey/webauthn.ts";
import { keyStorageSchema } from "../proof/key-storage.ts";
import { jwsSchema } from "../signing/jws.ts";
import { enrolmentEndSchema } from "./enrolment-end.ts";

// Bodies and answers of /api/enrolments/… (protocol §3).

/** waiting → met → passkey → (all three proofs stored) pending → active; refused and expired end it. */
const enrolmentStateSchema = v.picklist(["waiting", "met", "passkey", "pending", "active", "refused", "expired"]);
export type EnrolmentStateName = v.InferOutput<typeof enrolmentStateSchema>;

/** A ticket has 8 groups of 4 characters of Crockford's alphabet: 160 random bits, which a person types. */
export const ticketSchema = v.pipe(v.string(), v.regex(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){7}$/));

const machineSchema = v.strictObject({
  key_storage: keyStorageSchema,
  hostname: v.pipe(v.string(), v.maxLength(255)),
  os: v.pipe(v.string(), v.maxLength(255)),
  account: v.pipe(v.string(), v.maxLength(255)),
});

/** POST /api/enrolments/:id/locality: the meeting of an enrolment, through which no keeper passes anything on. */
export const enrolmentMeetingSchema = v.strictObject({
  nonce: jwsSchema,
  hello: jwsSchema,
  presence_proof: jwsSchema,
  attestation: jwsSchema,
});
export type EnrolmentMeetingBody = v.InferOutput<typeof enrolmentMeetingSchema>;

/** POST /api/enrolments, with a DPoP proof by the device key (which carries its public key). */
export const startEnrolmentSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("machine"),
    /**
     * The user that the machine is for, as the person typed it: another user's ticket is refused without being used.
     */
    user: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    ticket: ticketSchema,
    loopback: loopbackSchema,
    machine: machineSchema,
    /** Present if and only if `key_storage` is `tpm` (protocol §3.8). */
    key_attestation: v.optional(keyAttestationSchema),
  }),
  v.strictObject({ kind: v.literal("browser"), browser_statement: jwsSchema }),
]);
/** POST /api/enrolments is answered with 201. */
export const startEnrolmentAnswerSchema = v.strictObject({ enrolment_request: jwsSchema });

/** The page sends POST …/{id}/nonce with `{}`, and gets its session cookie here. */
export const enrolmentNonceAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("open"), enrolment_request: jwsSchema, nonce: jwsSchema }),
  v.strictObject({ state: enrolmentStateSchema }),
]);

/** The page sends POST …/{id}/locality, and gets the options by which a passkey is made, or used for a further browser. */
export const enrolmentLocalityAnswerSchema = v.variant("passkey", [
  v.strictObject({ passkey: v.literal("create"), options: creationOptionsSchema }),
  v.strictObject({ passkey: v.literal("get"), options: requestOptionsSchema }),
]);
export type EnrolmentLocalityAnswer = v.InferOutput<typeof enrolmentLocalityAnswerSchema>;

/** The page sends POST …/{id}/passkey. */
export const enrolmentPasskeySchema = v.variant("passkey", [
  v.strictObject({ passkey: v.literal("create"), response: registrationJsonSchema }),
  v.strictObject({ passkey: v.literal("get"), response: assertionJsonSchema }),
]);

/** The page sends POST …/{id}/state, which is held open until the state differs from `known`. */
export const enrolmentStateBodySchema = v.strictObject({ known: enrolmentStateSchema });
export const enrolmentStateAnswerSchema = v.strictObject({
  state: enrolmentStateSchema,
  /** The end of a refused enrolment, for the browser session that met. */
  end: v.exactOptional(enrolmentEndSchema),
});
export type EnrolmentStateAnswer = v.InferOutput<typeof enrolmentStateAnswerSchema>;

/** POST …/{id}/proof carries the enrolment statement, signed by the extension key or the device key (protocol §3.3). */
export const enrolmentProofSchema = v.strictObject({ proof: jwsSchema });

/** By POST …/{id}/refusal, with a DPoP proof by device or extension key, the person says that it is not right. */
export const enrolmentRefusalSchema = v.strictObject({ reason: v.picklist(["words_differ", "cancelled"]) });

/**
 * GET …/{id}?known={state}, with a DPoP proof by the device key or, after it met, the extension key, is answered with the
 * other side's statements, the passkey, and later the receipt. It is held open until the state differs from `known`.
 */
export const enrolmentViewQuerySchema = v.object({ known: v.optional(enrolmentStateSchema) });
export const enrolmentViewSchema = v.strictObject({
  state: enrolmentStateSchema,
  nonce: v.nullable(jwsSchema),
  hello: v.nullable(jwsSchema),
  presence_proof: v.nullable(jwsSchema),
  attestation: v.nullable(jwsSchema),
  passkey: v.nullable(passkeySchema),
  extension_proof: v.nullable(jwsSchema),
  device_proof: v.nullable(jwsSchema),
  receipt: v.nullable(jwsSchema),
  /** The end of a refused enrolment. */
  end: v.exactOptional(enrolmentEndSchema),
});
export type EnrolmentView = v.InferOutput<typeof enrolmentViewSchema>;
