import * as v from "valibot";
import { writtenChainSchema, writtenEarlierSchema } from "../chain/read-chain.ts";
import { refuse } from "../chain/refusal.ts";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { isWellFormedJson, MAX_JSON_DEPTH, withinDepth } from "../encoding/json.ts";
import { randomIdSchema } from "../ids.ts";
import { keyAttestationSchema } from "../key-attestation/attested-key.ts";
import { isRpIdOf } from "../passkey/rp-id.ts";
import { keptAssertionSchema, keptRegistrationSchema } from "../passkey/webauthn.ts";
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

/** The server's keys, each by a name of its own: else a reader could take either of two for the one that signed. */
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

/** What the server wrote down itself, times in epoch seconds: a later verifier judges `exp` by them (protocol §2). */
const recordedSchema = v.pipe(
  v.strictObject({
    met_at: secondsSchema,
    /** When the last of the three proofs came. */
    proved_at: secondsSchema,
    confirmed_at: secondsSchema,
    /**
     * It was let in by the words typed in the server's own shell or in the console, by the ticket of the server's first start
     * (protocol §3.5), or by the words typed by the person who used a break-glass code (§9).
     */
    confirmed_by: v.picklist(["server_shell", "bootstrap_ticket", "console", "break_glass"]),
    /** The person who typed them in the console; absent everywhere else. */
    confirmed_by_user: v.exactOptional(userSchema),
  }),
  v.forward(
    v.check((recorded) => (recorded.confirmed_by === "console") === (recorded.confirmed_by_user !== undefined)),
    ["confirmed_by_user"],
  ),
);

/** How a machine's bound set was made (protocol §3). */
export const machineEnrolmentSchema = v.strictObject({
  ...meetingEntries,
  /** As the authenticator made it. */
  passkey: keptRegistrationSchema,
  ...proofEntries,
  /** How it was shown that the device key lies in a TPM (protocol §3.8); null where it lies elsewhere. */
  key_attestation: v.nullable(keyAttestationSchema),
  recorded: recordedSchema,
});
export type MachineEnrolment = v.InferOutput<typeof machineEnrolmentSchema>;

/** How a further browser joined it (protocol §3.7). */
const browserEnrolmentSchema = v.strictObject({
  browser_statement: jwsSchema,
  ...meetingEntries,
  /** A passkey of the bound set, used. */
  passkey: keptAssertionSchema,
  ...proofEntries,
  recorded: recordedSchema,
});
export type BrowserEnrolment = v.InferOutput<typeof browserEnrolmentSchema>;

/** Characters of a change that adds a passkey: an attestation with its certificates. */
const MAX_CHANGE = 65_536;
/** A bound set has a few passkeys; each that vouched for another was vouched for itself. */
const MOST_ADDITIONS = 16;

/** How a passkey joined the bound set after the enrolment (protocol §3.10): another one signed a change in the console. */
const passkeyAdditionSchema = v.strictObject({
  change: v.strictObject({
    nonce: randomIdSchema,
    /** As it was signed: `addPasskeyChangeSchema`, with the server's request and the new passkey as it was made. */
    text: v.pipe(v.string(), v.maxLength(MAX_CHANGE)),
    assertion: keptAssertionSchema,
  }),
  receipt: jwsSchema,
  recorded: v.strictObject({ added_at: secondsSchema }),
});
export type PasskeyAddition = v.InferOutput<typeof passkeyAdditionSchema>;

/** What the server wrote down of one approval. */
const approvalRecordedSchema = v.strictObject({ met_at: secondsSchema, approved_at: secondsSchema });

/** The approval that the login rests on (protocol §4.5), with the browser that it was met by where that is yet another one. */
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
    /** The server's keys in force when the login ended, those retired among them. */
    jwks: keysSchema,
    enrolment: machineEnrolmentSchema,
    /** Only where a passkey of this login came later than the machine: those that lead to it, in their order. */
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

/** A document has these texts and no other: as the exporter writes it, and without the spaces for programs. */
export const isTextOf = (text: string, document: object): boolean => {
  const plain = text.endsWith("\n") ? text.slice(0, -1) : text;
  return plain === JSON.stringify(document, undefined, 2) || plain === JSON.stringify(document);
};

/** Only this, so that a file of a later version is told apart from one that is none. */
const headSchema = v.looseObject({ nearside: v.literal("evidence"), version: v.number() });

/**
 * Reads a file. Its author may be anybody: a document has two texts, as {@link writeEvidence} writes it and without the
 * spaces, each with one line feed at its end or none. Every other is refused (doubled names, members that no reader knows, lines that end
 * otherwise), so that no two readers see two things.
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
