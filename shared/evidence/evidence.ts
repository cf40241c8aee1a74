import * as v from "valibot";
import {
  MOST_CO_APPROVALS,
  writtenChainSchema,
  writtenCoApprovalSchema,
  writtenEarlierSchema,
} from "../chain/read-chain.ts";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema } from "../ids.ts";
import { keyAttestationSchema } from "../key-attestation/attested-key.ts";
import { isRpIdOf } from "../passkey/rp-id.ts";
import { storedAssertionSchema, storedRegistrationSchema } from "../passkey/webauthn.ts";
import { jwsSchema } from "../signing/jws.ts";
import { keysSchema, readDocument, writeDocument } from "./document.ts";

// The document that proves one login, years later and offline (protocol §7).

/** Characters. The longest honest document, some thirty statements and answers of an authenticator, has far fewer. */
export const MAX_EVIDENCE_LENGTH = 1_048_576;

const meetingEntries = {
  enrolment_request: jwsSchema,
  nonce: jwsSchema,
  hello: jwsSchema,
  presence_proof: jwsSchema,
  attestation: jwsSchema,
};
const proofEntries = { extension_proof: jwsSchema, device_proof: jwsSchema, receipt: jwsSchema };

/** The server's own records, times in epoch seconds: a later verifier judges `exp` by them (protocol §2). */
const recordedSchema = v.pipe(
  v.strictObject({
    met_at: secondsSchema,
    /** The time at which the last of the three proofs arrived. */
    proved_at: secondsSchema,
    confirmed_at: secondsSchema,
    /**
     * The machine was admitted by the words typed in the server's own shell or in the console, by the ticket of the
     * server's first start (protocol §3.5), or by the words typed by the person who used a break-glass code (§9).
     */
    confirmed_by: v.picklist(["server_shell", "bootstrap_ticket", "console", "break_glass"]),
    /** The person who typed the words in the console; absent everywhere else. */
    confirmed_by_user: v.exactOptional(userSchema),
  }),
  v.forward(
    v.check((recorded) => (recorded.confirmed_by === "console") === (recorded.confirmed_by_user !== undefined)),
    ["confirmed_by_user"],
  ),
);

/** The statements that made a machine's bound set (protocol §3). */
export const machineEnrolmentSchema = v.strictObject({
  ...meetingEntries,
  /** The passkey as the authenticator made it. */
  passkey: storedRegistrationSchema,
  ...proofEntries,
  /** The proof that the device key lies in a TPM (protocol §3.8); null if it lies elsewhere. */
  key_attestation: v.nullable(keyAttestationSchema),
  recorded: recordedSchema,
});
export type MachineEnrolment = v.InferOutput<typeof machineEnrolmentSchema>;

/** The statements by which a further browser joined the bound set (protocol §3.7). */
const browserEnrolmentSchema = v.strictObject({
  browser_statement: jwsSchema,
  ...meetingEntries,
  /** The assertion of a passkey of the bound set. */
  passkey: storedAssertionSchema,
  ...proofEntries,
  recorded: recordedSchema,
});
export type BrowserEnrolment = v.InferOutput<typeof browserEnrolmentSchema>;

/** Characters of a change that adds a passkey: an attestation with its certificates. */
const MAX_CHANGE = 65_536;
/** A bound set has a few passkeys, and a passkey that vouched for another needs a voucher itself. */
const MOST_ADDITIONS = 16;

/**
 * The change by which a passkey joined the bound set after the enrolment (protocol §3.10). Another passkey signed it in
 * the console.
 */
const passkeyAdditionSchema = v.strictObject({
  change: v.strictObject({
    nonce: randomIdSchema,
    /** The signed text: `addPasskeyChangeSchema`, with the server's request and the new passkey as it was made. */
    text: v.pipe(v.string(), v.maxLength(MAX_CHANGE)),
    assertion: storedAssertionSchema,
  }),
  receipt: jwsSchema,
  recorded: v.strictObject({ added_at: secondsSchema }),
});
export type PasskeyAddition = v.InferOutput<typeof passkeyAdditionSchema>;

/** The server's own records of one approval. */
export const approvalRecordedSchema = v.strictObject({ met_at: secondsSchema, approved_at: secondsSchema });

/**
 * The approval that the login rests on (protocol §4.5), with the enrolment of its browser if that is yet another
 * one.
 */
const restsOnSchema = v.strictObject({
  ...writtenEarlierSchema.entries,
  browser_enrolment: v.nullable(browserEnrolmentSchema),
  recorded: approvalRecordedSchema,
});

/** The additions that lead to the passkeys used, in their order; absent if the enrolled passkey alone was used. */
export const additionEntries = {
  passkey_additions: v.exactOptional(
    v.pipe(v.array(passkeyAdditionSchema), v.minLength(1), v.maxLength(MOST_ADDITIONS)),
  ),
};
/** The enrolment of the browser that took part, if it joined later than the machine. */
export const browserEntries = { browser_enrolment: v.nullable(browserEnrolmentSchema) };

const { key_attestation: _ofDeviceKey, ...approverEnrolmentEntries } = machineEnrolmentSchema.entries;
/**
 * The approval of another person (protocol §11), with the enrolment of their keys. Nothing rests on where the key of
 * their machine lies.
 */
export const coApprovalSchema = v.strictObject({
  enrolment: v.strictObject(approverEnrolmentEntries),
  ...additionEntries,
  ...browserEntries,
  ...writtenCoApprovalSchema.entries,
  recorded: v.strictObject({ approved_at: secondsSchema }),
});
export type WrittenCoApproval = v.InferOutput<typeof coApprovalSchema>;

export const evidenceSchema = v.pipe(
  v.strictObject({
    nearside: v.literal("evidence"),
    version: v.literal(1),
    issuer: issuerSchema,
    /** Epoch seconds. */
    exported_at: secondsSchema,
    /** The passkey's relying party (WebAuthn L3 §4), and the origin of the page that used it. */
    rp_id: v.pipe(v.string(), v.minLength(1), v.maxLength(253)),
    origin: issuerSchema,
    /** The server's active keys when the login ended, retired ones included. */
    jwks: keysSchema,
    enrolment: machineEnrolmentSchema,
    ...additionEntries,
    ...browserEntries,
    login: v.strictObject({
      ...writtenChainSchema.entries,
      rests_on: v.exactOptional(restsOnSchema),
      co_approvals: v.exactOptional(v.pipe(v.array(coApprovalSchema), v.minLength(1), v.maxLength(MOST_CO_APPROVALS))),
      recorded: approvalRecordedSchema,
    }),
  }),
  v.forward(
    v.check(({ login }) => login.rests_on === undefined || login.co_approvals === undefined),
    ["login"],
  ),
  v.forward(
    v.check(({ rp_id, origin }) => isRpIdOf(rp_id, origin)),
    ["rp_id"],
  ),
);
export type Evidence = v.InferOutput<typeof evidenceSchema>;

/** Writes the document as JSON, for people too. In a file or a terminal, a line feed ends it. */
export const writeEvidence = (evidence: Evidence): string => writeDocument(evidence);

/**
 * Reads a file as evidence. Its author may be hostile.
 *
 * @throws Refused `malformed`: field `version` if it is another version's
 */
export const readEvidence = (text: string): Evidence =>
  readDocument(text, { name: "evidence", schema: evidenceSchema, maxLength: MAX_EVIDENCE_LENGTH });
