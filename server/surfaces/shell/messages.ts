import { loginStateSchema } from "@nearside/shared/api/login-requests.ts";
import { evidenceSchema } from "@nearside/shared/evidence/evidence.ts";
import { enrolmentIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";

// What `nearside-server <command>` says to the running server, over a socket that only the server's own account can reach.

export const LIST_PENDING_PATH = "/enrolments/pending";

/**
 * A machine, or a further browser of one, that waits for an administrator; never the words, nor anything they could be
 * computed from (protocol §3.5, §3.7).
 */
const pendingEnrolmentSchema = v.strictObject({
  id: enrolmentIdSchema,
  kind: v.picklist(["machine", "browser"]),
  user: v.strictObject({ name: v.string(), display_name: v.string() }),
  /** The machine's own word, as it came: hostile until made visible. No account for a further browser. */
  machine: v.strictObject({ hostname: v.string(), os: v.string(), account: v.string(), key_storage: v.string() }),
  /** The extension's own word. */
  browser: v.string(),
  passkey: v.strictObject({
    aaguid: v.string(),
    /** The model's name by metadata, where it lists it: proven if attested, else claimed. */
    model: v.nullable(v.string()),
    attestation_verdict: v.string(),
    /** BE: it may be copied to other devices. */
    synced: v.boolean(),
  }),
  /** Epoch milliseconds. */
  asked_at: v.number(),
});
export type PendingEnrolment = v.InferOutput<typeof pendingEnrolmentSchema>;

/** The oldest first. `now` is the server's clock, epoch milliseconds. */
export const listPendingAnswerSchema = v.strictObject({ now: v.number(), enrolments: v.array(pendingEnrolmentSchema) });
export type ListPendingAnswer = v.InferOutput<typeof listPendingAnswerSchema>;

export const CONFIRM_PATH = "/enrolments/confirm";

export const confirmSchema = v.strictObject({
  id: enrolmentIdSchema,
  /** As typed: six words, whatever the case and the space between them. */
  words: v.pipe(v.string(), v.maxLength(256)),
});
export const confirmAnswerSchema = v.strictObject({ state: v.literal("active") });

export const EXPORT_EVIDENCE_PATH = "/evidence/export";

/** The request id, as typed. */
export const exportEvidenceSchema = v.strictObject({ login: v.pipe(v.string(), v.maxLength(128)) });

/** The evidence, or why there is none: the state of a login that came to no token is one of protocol §5. */
export const exportEvidenceAnswerSchema = v.variant("state", [
  v.strictObject({ now: v.number(), state: v.literal("exported"), evidence: evidenceSchema }),
  v.strictObject({ now: v.number(), state: v.picklist(["unknown", "facts_erased", ...loginStateSchema.options]) }),
]);
export type ExportEvidenceAnswer = v.InferOutput<typeof exportEvidenceAnswerSchema>;

export const LIST_KEYS_PATH = "/keys";

/** One of the server's signing keys (protocol §2). Times in epoch milliseconds. */
const signingKeySchema = v.strictObject({
  kid: v.string(),
  state: v.picklist(["next", "active", "retired", "removed"]),
  created_at: v.number(),
  /** When it takes over, or did. */
  active_from: v.number(),
  retired_at: v.nullable(v.number()),
  removed_at: v.nullable(v.number()),
  /** It was given up because somebody else may have had it. */
  compromised: v.boolean(),
  /** Its public part, as it stands or stood in the JWK Set. */
  jwk: v.record(v.string(), v.string()),
});
export type SigningKeyRow = v.InferOutput<typeof signingKeySchema>;

/** Every key there ever was, the newest first. `now` is the server's clock. */
export const listKeysAnswerSchema = v.strictObject({ now: v.number(), keys: v.array(signingKeySchema) });
export type ListKeysAnswer = v.InferOutput<typeof listKeysAnswerSchema>;

export const ROTATE_KEYS_PATH = "/keys/rotate";

/** The longest that a new key may be published before it signs: ninety days, in seconds. */
export const MAX_PUBLISHED_SECONDS = 7_776_000;

export const rotateKeysSchema = v.variant("how", [
  v.strictObject({
    how: v.literal("publish"),
    /** Seconds from now until the next key takes over. */
    after: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_PUBLISHED_SECONDS)),
  }),
  /** Somebody else may have the keys. */
  v.strictObject({ how: v.literal("replace") }),
]);

export const rotateKeysAnswerSchema = v.variant("state", [
  v.strictObject({
    state: v.picklist(["published", "already_published"]),
    kid: v.string(),
    /** Epoch milliseconds. */
    active_from: v.number(),
    now: v.number(),
  }),
  v.strictObject({ state: v.literal("too_many") }),
  /** Those kids are worth nothing any more, and so many logins and enrolments ended with them. */
  v.strictObject({
    state: v.literal("replaced"),
    kid: v.string(),
    removed: v.array(v.string()),
    ended: v.strictObject({ logins: v.number(), enrolments: v.number() }),
  }),
]);
export type RotateKeysAnswer = v.InferOutput<typeof rotateKeysAnswerSchema>;
