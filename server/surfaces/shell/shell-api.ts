import { machineDoneSchema } from "@nearside/shared/api/console/machines.ts";
import {
  displayNameSchema,
  emailAddressSchema,
  noteSchema as namesNoteSchema,
  userNameSchema,
} from "@nearside/shared/api/console/names.ts";
import { noteSchema } from "@nearside/shared/api/console/offboarding.ts";
import { ticketSecondsSchema, ticketUsesSchema } from "@nearside/shared/api/console/tickets.ts";
import { entry } from "@nearside/shared/api/entry.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { NO_DEMANDS, ticketDemandsSchema } from "@nearside/shared/api/ticket-demands.ts";
import { TICKET_SECONDS } from "@nearside/shared/lifetimes.ts";
import * as v from "valibot";

// The server's own shell makes most of its requests by the entries of the console (`shared/api/console`). The entries here are
// for the rest, and only the socket serves them. Times are epoch milliseconds by the server's clock.

const texts = v.array(v.string());

export const createTicketSchema = v.strictObject({
  user: userNameSchema,
  /** The display name of a user that this request makes; with null, the user's name serves. */
  display_name: v.nullable(displayNameSchema),
  seconds: v.optional(ticketSecondsSchema, TICKET_SECONDS),
  uses: v.optional(ticketUsesSchema, 1),
  demands: v.optional(ticketDemandsSchema, NO_DEMANDS),
});
const createTicketAnswerSchema = v.strictObject({
  user: v.strictObject({ name: v.string(), display_name: v.string(), role: v.string() }),
  ticket: v.string(),
  expires_at: v.number(),
  issuer: v.string(),
});

export const REVOCABLE_KEYS = ["browser", "passkey"] as const;
export const revokeKeySchema = v.strictObject({
  what: v.picklist(REVOCABLE_KEYS),
  /** The thumbprint of an extension key, or a credential id, as typed. */
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(1400), v.regex(/^[\x21-\x7e]+$/)),
  /** The administrator's note on the revocation, for the log of events. */
  note: noteSchema,
});

const listedClientSchema = v.strictObject({
  id: v.string(),
  kind: v.picklist(["command_line", "resource_server"]),
  /** The name is as it was registered: hostile until made visible. */
  name: v.string(),
  verified: v.boolean(),
  source: v.picklist(["built_in", "file", "registered"]),
  state: v.picklist(["active", "revoked"]),
  scopes: texts,
  resources: texts,
  /** The types of RFC 9396; null allows any. */
  detail_types: v.nullable(texts),
  redirect_uris: texts,
  /** The lives in seconds; null for an API. */
  lifetimes: v.nullable(v.strictObject({ access_token: v.number(), refresh_token: v.number() })),
  /** The resources and scopes for which an API may ask in people's names. */
  exchange: v.strictObject({ resources: texts, scopes: texts }),
  /** Null for a client of the configuration file. */
  registered_at: v.nullable(v.number()),
  by: v.nullable(v.picklist(["client_ticket", "server_shell", "console"])),
});
export type ListedClient = v.InferOutput<typeof listedClientSchema>;

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

export const testMailSchema = v.strictObject({ address: emailAddressSchema });
/** `said` is the mail server's answer, or says what went wrong. */
const testMailAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("not_configured") }),
  v.strictObject({ state: v.picklist(["sent", "refused", "failed"]), server: v.string(), said: v.string() }),
]);

export const resetAuthenticatorsSchema = v.strictObject({ note: v.nullable(namesNoteSchema) });

export const shellApi = {
  clock: entry("POST", "/clock", emptyBodySchema, v.strictObject({ now: v.number() })),
  /**
   * Makes a ticket for that user, and the user if there is no such user. The ticket's machine waits for an administrator
   * (protocol §3.1, §3.5).
   */
  createTicket: entry("POST", "/tickets", createTicketSchema, createTicketAnswerSchema),
  /** Revokes a browser or a passkey of anybody's. A page revokes its own person's only. */
  revokeKey: entry("POST", "/keys/revoke", revokeKeySchema, v.pick(machineDoneSchema, ["ended"])),
  /** Lists every client: the built-in one or the configuration file's, then the registered ones, the oldest first. */
  clients: entry("POST", "/clients", emptyBodySchema, v.strictObject({ clients: v.array(listedClientSchema) })),
  /** Adds a client by its metadata (RFC 7591 §2), without a ticket. The answer is the client information response (§3.2.1). */
  addClient: entry(
    "POST",
    "/clients/add",
    v.strictObject({ metadata: v.looseObject({}) }),
    v.looseObject({ client_id: v.string(), client_name: v.string() }),
  ),
  /** Any authenticator is accepted from then on. The version says so; it is null if the one in force said so already. */
  resetAuthenticators: entry(
    "POST",
    "/authenticators/reset",
    resetAuthenticatorsSchema,
    v.strictObject({ version: v.nullable(v.number()) }),
  ),
  /** Lists every key that there ever was, the newest first; never a private part. */
  keys: entry("POST", "/keys", emptyBodySchema, v.strictObject({ now: v.number(), keys: v.array(signingKeySchema) })),
  rotateKeys: entry("POST", "/keys/rotate", rotateKeysSchema, rotateKeysAnswerSchema),
  testMail: entry("POST", "/mail/test", testMailSchema, testMailAnswerSchema),
};
