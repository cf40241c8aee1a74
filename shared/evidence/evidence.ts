import * as v from "valibot";
import { writtenChainSchema, writtenEarlierSchema } from "../chain/read-chain.ts";
import { refuse } from "../chain/refusal.ts";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { isWellFormedJson, MAX_JSON_DEPTH, withinDepth } from "../encoding/json.ts";
import { randomIdSchema } from "../ids.ts";
import { keyAttestationSchema } from "../key-attestation/attested-key.ts";
import { isRpIdOf } from "../passkey/rp-id.ts";
import { storedAssertionSchema, storedRegistrationSchema } from "../passkey/webauthn.ts";
import { fieldOf } from "../refused.ts";
import { jwsSchema } from "../signing/jws.ts";
import { publicJwkSchema } from "../signing/keys.ts";

// The document that proves one login, years later and offline (protocol §7).

/** Characters. The longest honest document, some thirty statements and answers of an authenticator, has far fewer. */
export const MAX_EVIDENCE_LENGTH = 1_048_576;

const keySchema = v.strictObject({
  ...publicJwkSchema.entries,
  kid: v.pipe(v.string(), v.maxLength(64)),
  alg: v.literal("ES256"),
  use: v.literal("sig"),
});

/** The server's keys. Each has a `kid` of its own, or a reader could take either of two for the one that signed. */
export const keysSchema = v.strictObject({
  keys: v.pipe(
    v.array(keySchema),
    v.minLength(1),
    v.maxLength(64),
    v.check((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length),
  ),
});

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
     * The machine was let in by the words typed in the server's own shell or in the console, by the ticket of the
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
  /** The proof that the device key lies in a TPM (protocol §3.8); null where it lies elsewhere. */
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
const approvalRecordedSchema = v.strictObject({ met_at: secondsSchema, approved_at: secondsSchema });

/**
 * The approval that the login rests on (protocol §4.5), with the enrolment of its browser where that is yet another
 * one.
 */
const restsOnSchema = v.strictObject({
  ...writtenEarlierSchema.entries,
  browser_enrolment: v.nullable(browserEnrolmentSchema),
  recorded: approvalRecordedSchema,
});

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
    /** The server's keys in force when the login ended, retired ones included. */
    jwks: keysSchema,
    enrolment: machineEnrolmentSchema,
    /**
     * Present only where a passkey of this login joined after the machine: the additions that lead to it, in their
     * order.
     */
    passkey_additions: v.exactOptional(
      v.pipe(v.array(passkeyAdditionSchema), v.minLength(1), v.maxLength(MOST_ADDITIONS)),
    ),
    /** The enrolment of the browser that approved, where it joined later than the machine. */
    browser_enrolment: v.nullable(browserEnrolmentSchema),
    login: v.strictObject({
      ...writtenChainSchema.entries,
      rests_on: v.exactOptional(restsOnSchema),
      recorded: approvalRecordedSchema,
    }),
  }),
  v.forward(
    v.check(({ rp_id, origin }) => isRpIdOf(rp_id, origin)),
    ["rp_id"],
  ),
);
export type Evidence = v.InferOutput<typeof evidenceSchema>;

/** The document as JSON, for people too. In a file or a terminal, a line feed ends it. */
export const writeEvidence = (evidence: Evidence): string => JSON.stringify(evidence, undefined, 2);

/** True for the only two texts that a document has: as the exporter writes it, and without the spaces for programs. */
export const isTextOf = (text: string, document: object): boolean => {
  const plain = text.endsWith("\n") ? text.slice(0, -1) : text;
  return plain === JSON.stringify(document, undefined, 2) || plain === JSON.stringify(document);
};

/** Reads the version alone, so that a file of a later version is told apart from one that is no evidence. */
const headSchema = v.looseObject({ nearside: v.literal("evidence"), version: v.number() });

/**
 * Reads a file. Anybody may have written it: a document has two texts, as {@link writeEvidence} writes it and without
 * the spaces, each with one line feed at its end or without. Every other text is refused (duplicate names, unknown
 * members, lines that end otherwise), so that no two readers see two things.
 *
 * @throws Refused `malformed`: field `version` where it is another version's
 */
export function readEvidence(text: string): Evidence {
  if (text.length > MAX_EVIDENCE_LENGTH) refuse("malformed", "length");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse("malformed", "json", { cause });
  }
  if (!withinDepth(value, MAX_JSON_DEPTH)) refuse("malformed", "depth");
  if (!isWellFormedJson(value)) refuse("malformed", "json");
  const head = v.safeParse(headSchema, value);
  if (!head.success) refuse("malformed", "nearside");
  if (head.output.version !== 1) refuse("malformed", "version");
  const read = v.safeParse(evidenceSchema, value);
  if (!read.success) return refuse("malformed", fieldOf(read.issues[0], "evidence"));
  const evidence = read.output;
  if (!isTextOf(text, evidence)) refuse("malformed", "evidence");
  return evidence;
}
