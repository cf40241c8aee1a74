import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { shell } from "./entry.ts";
import { machineDoneSchema } from "./machines.ts";
import { emailAddressSchema, noteSchema as namesNoteSchema } from "./names.ts";
import { noteSchema } from "./offboarding.ts";

// The server's own shell asks the console's entries. Those here are the few that a page must not have: only the socket serves them.
// Times are epoch milliseconds by the server's clock.

const texts = v.array(v.string());

export const REVOCABLE_KEYS = ["browser", "passkey"] as const;
export const revokeKeySchema = v.strictObject({
  what: v.picklist(REVOCABLE_KEYS),
  /** The thumbprint of an extension key, or a credential id, as typed. */
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(1400), v.regex(/^[\x21-\x7e]+$/)),
  /** The administrator's note on the revocation, for the log of events. */
  note: noteSchema,
});

/** One of the server's signing keys (protocol §2). */
const signingKeySchema = v.strictObject({
  kid: v.string(),
  state: v.picklist(["next", "active", "retired", "removed"]),
  created_at: v.number(),
  /** The time at which the key takes over, or took over. */
  active_from: v.number(),
  retired_at: v.nullable(v.number()),
  removed_at: v.nullable(v.number()),
  /** True if the key was given up because somebody else may have had it. */
  compromised: v.boolean(),
  /** Its public part, as it is or was in the JWK Set. */
  jwk: v.record(v.string(), v.string()),
});
export type SigningKeyRow = v.InferOutput<typeof signingKeySchema>;

/** The longest that a new key may be published before it signs: ninety days, in seconds. */
export const MAX_PUBLISHED_SECONDS = 7_776_000;
const rotateKeysSchema = v.variant("how", [
  v.strictObject({
    how: v.literal("publish"),
    /** Seconds from now until the next key takes over. */
    after: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_PUBLISHED_SECONDS)),
  }),
  /** This replaces keys that somebody else may have. */
  v.strictObject({ how: v.literal("replace") }),
]);
const rotateKeysAnswerSchema = v.variant("state", [
  v.strictObject({
    state: v.picklist(["published", "already_published"]),
    kid: v.string(),
    active_from: v.number(),
    now: v.number(),
  }),
  v.strictObject({ state: v.literal("too_many") }),
  /** The removed kids are worth nothing any more, and this many logins and enrolments ended with them. */
  v.strictObject({
    state: v.literal("replaced"),
    kid: v.string(),
    removed: texts,
    ended: v.strictObject({ logins: v.number(), enrolments: v.number() }),
  }),
]);
export type RotateKeysAnswer = v.InferOutput<typeof rotateKeysAnswerSchema>;

/** One of the keys of the extension's package. */
const extensionKeySchema = v.strictObject({
  /** The id that follows from it. */
  id: v.string(),
  state: v.picklist(["active", "retired", "ended"]),
  created_at: v.number(),
});
const extensionIdSchema = v.pipe(v.string(), v.regex(/^[a-p]{32}$/));

export const testMailSchema = v.strictObject({ address: emailAddressSchema });
/** `said` is the mail server's answer, or says what went wrong. */
const testMailAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("not_configured") }),
  v.strictObject({ state: v.picklist(["sent", "refused", "failed"]), server: v.string(), said: v.string() }),
]);

/** The places to which entries of the security log may be sent, as the settings name them. */
export const EVENT_CONSUMERS = ["file", "syslog", "webhook"] as const;
const eventConsumerSchema = v.strictObject({
  name: v.picklist(EVENT_CONSUMERS),
  /** The number of the newest event, and of the last one that it has. */
  newest: v.number(),
  reached: v.number(),
  /** Events that it has not, counted up to ten thousand, and the time of the oldest. */
  waiting: v.number(),
  oldest: v.nullable(v.number()),
  /** The number of the event that it gets next. */
  next: v.nullable(v.number()),
  sent: v.number(),
  sent_at: v.nullable(v.number()),
  /** Tries since the last one that succeeded. */
  tries: v.number(),
  last_failure: v.nullable(v.strictObject({ at: v.number(), said: v.string() })),
});
const testEventsSchema = v.strictObject({ consumer: v.picklist(EVENT_CONSUMERS) });
const testEventsAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("not_configured") }),
  v.strictObject({ state: v.literal("sent"), id: v.string() }),
  v.strictObject({ state: v.literal("failed"), said: v.string() }),
]);

export const resetAuthenticatorsSchema = v.strictObject({ note: v.nullable(namesNoteSchema) });

const hexSha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A batch of the archive, as its index has it. */
export const batchSchema = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^archive-\d{4}-\d{2}\.jsonl$/)),
  /** The first byte of the batch, and the one after its last. */
  from: v.number(),
  to: v.number(),
  entries: v.number(),
  /** SHA-256 of these bytes. */
  sha256: hexSha256Schema,
  /** SHA-256 of the line before this one in the index; null in its first line. */
  previous: v.nullable(hexSha256Schema),
});

const erasePersonSchema = v.strictObject({ id: v.pipe(v.string(), v.maxLength(64), v.regex(/^[\x21-\x7e]+$/)) });

export const shellApi = {
  /** Erases what is stored about a person who has left. Nothing brings it back, so that no session of a page is enough. */
  erasePerson: shell(
    "/shell/people/erase",
    erasePersonSchema,
    v.strictObject({ name: v.string(), logins: v.number() }),
  ),
  /** Gives up what the archive lacks, and continues without it. That is a loss, so that no session of a page is enough. */
  beginArchive: shell("/shell/archive/begin", emptyBodySchema, v.strictObject({ file: v.string(), to: v.number() })),
  /** Tells the last batch that was moved to the archive, by which `archive check` sees that the archive's end was cut off. */
  lastBatch: shell("/shell/archive/last", emptyBodySchema, v.strictObject({ batch: v.nullable(batchSchema) })),
  /** Tells the server's time, by which a command says how long ago something was. A page reads it beside what it lists. */
  clock: shell("/shell/clock", emptyBodySchema, v.strictObject({ now: v.number() })),
  /** Revokes a browser or a passkey of anybody's. A page revokes its own person's only. */
  revokeKey: shell("/shell/keys/revoke", revokeKeySchema, v.pick(machineDoneSchema, ["ended"])),
  /**
   * Accepts any authenticator from then on. The version says so; it is null if the active one said so already. A page publishes a
   * policy and gives a reason; this is for the administrator whom a policy locked out (threat I6), who need not give one.
   */
  resetAuthenticators: shell(
    "/shell/authenticators/reset",
    resetAuthenticatorsSchema,
    v.strictObject({ version: v.nullable(v.number()) }),
  ),
  /** Lists every signing key that there ever was, the newest first; never a private part. */
  signingKeys: shell(
    "/shell/signing-keys",
    emptyBodySchema,
    v.strictObject({ now: v.number(), keys: v.array(signingKeySchema) }),
  ),
  /** Makes a new signing key. All that the server issued may end with the old ones, so that no session of a page is enough. */
  rotateSigningKeys: shell("/shell/signing-keys/rotate", rotateKeysSchema, rotateKeysAnswerSchema),
  /** Lists every key of the extension's package that there ever was, the newest first. */
  extensionKeys: shell(
    "/shell/extension-keys",
    emptyBodySchema,
    v.strictObject({ now: v.number(), keys: v.array(extensionKeySchema) }),
  ),
  /** Makes another key of the package: every browser gets another extension by it, so that no session of a page is enough. */
  rotateExtensionKey: shell(
    "/shell/extension-keys/rotate",
    v.strictObject({ ends_old: v.boolean() }),
    v.strictObject({ id: v.string(), before: v.nullable(v.string()) }),
  ),
  /** Ends a key of the package that is not in use any more. */
  endExtensionKey: shell("/shell/extension-keys/end", v.strictObject({ id: extensionIdSchema }), emptyBodySchema),
  /** Tells where entries of the security log are sent. What such a place said may tell of the network behind this server. */
  eventsStatus: shell(
    "/shell/events/status",
    emptyBodySchema,
    v.strictObject({ consumers: v.array(eventConsumerSchema) }),
  ),
  /** Sends a made-up event to one of them, and tells the outcome: a page would be a way to make this server call again and again. */
  testEvents: shell("/shell/events/test", testEventsSchema, testEventsAnswerSchema),
  /**
   * Has the webhook continue after an entry that it never takes. It keeps that entry from the people for whom the log is, so that no
   * session of a page is enough.
   */
  skipEntry: shell(
    "/shell/events/skip",
    v.strictObject({ entry: v.pipe(v.number(), v.safeInteger()) }),
    emptyBodySchema,
  ),
  /** Sends a message to any address, and tells what the mail server said: a page would be a way to send mail to strangers. */
  testMail: shell("/shell/mail/test", testMailSchema, testMailAnswerSchema),
};
