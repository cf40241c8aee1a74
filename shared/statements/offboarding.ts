import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { offboardingIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** Each list holds at most this many; `counts` says how many there were, and the log has them all. */
export const MOST_LISTED = 1000;
/** Characters. The report lists all that a person had. */
export const MAX_OFFBOARDING_LENGTH = 4_194_304;

const text = v.pipe(v.string(), v.maxLength(2048));
/** Number of the event in the server's log that records it. */
const event = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

// The things of a person, by kind. `was` is the state before.
const machine = { id: text, device: text, hostname: text, key_storage: text, was: text, enrolled_at: secondsSchema };
const browser = { id: text, machine: text, browser: text, was: text };
const passkey = { id: text, machine: text, aaguid: text, was: text };
/** A session of the console, named by the hash of its cookie. */
const session = { id: text, machine: text, since: secondsSchema };
const login = { id: text, machine: text, client: text, was: text };
const enrolment = { id: text, kind: text, was: text };
/** An enrolment ticket that is not used up, named by its hash. */
const ticket = { id: text, until: secondsSchema };
/** A ticket to register programs that this person made in the console and that is not used up, named by its hash. */
const clientTicket = { id: text, until: secondsSchema };
/** A token family: the tokens that a command line received for one login, and their renewals. */
const credential = { id: text, machine: text, client: text, login: text, since: secondsSchema };
const accessToken = { id: text, credential: text, until: secondsSchema };
const group = { id: text, name: text };
const role = { id: text };

const held = <const Entries extends v.ObjectEntries>(entries: Entries) => v.array(v.strictObject(entries));
/** Everything that would end, as it is shown before. */
export const heldSchema = v.strictObject({
  machines: held(machine),
  browsers: held(browser),
  passkeys: held(passkey),
  sessions: held(session),
  logins: held(login),
  enrolments: held(enrolment),
  tickets: held(ticket),
  client_tickets: held(clientTicket),
  credentials: held(credential),
  access_tokens: held(accessToken),
  groups: held(group),
  roles: held(role),
});
export type HeldThings = v.InferOutput<typeof heldSchema>;

const ended = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.array(v.strictObject({ ...entries, event })), v.maxLength(MOST_LISTED));
/** The things of a person after their end, each with the event that records it. */
const endedSchema = v.strictObject({
  machines: ended(machine),
  browsers: ended(browser),
  passkeys: ended(passkey),
  sessions: ended(session),
  logins: ended(login),
  enrolments: ended(enrolment),
  tickets: ended(ticket),
  client_tickets: ended(clientTicket),
  credentials: ended(credential),
  access_tokens: ended(accessToken),
  groups: ended(group),
  roles: ended(role),
});
export type Ended = v.InferOutput<typeof endedSchema>;
export type EndedKind = keyof Ended;
export const ENDED_KINDS = Object.keys(endedSchema.entries) as readonly EndedKind[];

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const countsEntries = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, count])) as Record<EndedKind, typeof count>;
export const countsSchema = v.strictObject(countsEntries);
export type EndedCounts = v.InferOutput<typeof countsSchema>;

/** The preview that was shown before the end: the digest of the whole, and the number of things of each kind. */
export const shownSchema = v.strictObject({ digest: sha256TextSchema, counts: countsSchema });
export type Shown = v.InferOutput<typeof shownSchema>;

/**
 * "This person has left, and this is what ended", by the server (protocol §4.7). It ended in one transaction, at `iat`.
 * `digest` covers what ended, and `shown.digest` what the administrator saw when confirming: if they are equal,
 * exactly that ended.
 */
export const offboarding = defineStatement(
  "nearside-offboarding+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: offboardingIdSchema,
    iat: secondsSchema,
    user: userSchema,
    by: v.variant("kind", [
      v.strictObject({ kind: v.literal("server_shell") }),
      v.strictObject({ kind: v.literal("person"), user: userSchema, device: sha256TextSchema, change: text }),
    ]),
    note: v.nullable(v.pipe(v.string(), v.maxLength(256))),
    digest: sha256TextSchema,
    shown: v.nullable(shownSchema),
    counts: countsSchema,
    ended: endedSchema,
    /** The first and the last event in the server's log that record it, and those between. */
    events: v.strictObject({ first: event, last: event }),
  }),
  MAX_OFFBOARDING_LENGTH,
);
export type Offboarding = Read<typeof offboarding>;
