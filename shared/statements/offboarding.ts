import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { offboardingIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** Each list holds so many at most; `counts` says how many there were. */
export const MOST_LISTED = 10_000;
/** Characters: it lists all that a person had. */
const MAX_LENGTH = 33_554_432;

const text = v.pipe(v.string(), v.maxLength(2048));
/** Number of the event in the server's log that says so. */
const event = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const listOf = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.array(v.strictObject({ ...entries, event })), v.maxLength(MOST_LISTED));

/** What a person had that ended, by kind. */
const endedSchema = v.strictObject({
  /** `id` of the bound set; `was` before. */
  machines: listOf({
    id: text,
    device: text,
    hostname: text,
    key_storage: text,
    was: text,
    enrolled_at: secondsSchema,
  }),
  browsers: listOf({ id: text, machine: text, browser: text, was: text }),
  passkeys: listOf({ id: text, machine: text, aaguid: text, was: text }),
  /** Of the console; named by the hash of its cookie. */
  sessions: listOf({ id: text, machine: text, since: secondsSchema }),
  logins: listOf({ id: text, machine: text, client: text, was: text }),
  enrolments: listOf({ id: text, kind: text, was: text }),
  /** Of enrolment, not used yet; named by their hash. */
  tickets: listOf({ id: text, until: secondsSchema }),
  /** Token families: what a command line was given for one login, and renewed since. */
  credentials: listOf({ id: text, machine: text, client: text, login: text, since: secondsSchema }),
  access_tokens: listOf({ id: text, credential: text, until: secondsSchema }),
  groups: listOf({ id: text, name: text }),
  /** None, or the one. */
  roles: listOf({ id: text }),
});
export type Ended = v.InferOutput<typeof endedSchema>;
export type EndedKind = keyof Ended;
export const ENDED_KINDS = Object.keys(endedSchema.entries) as readonly EndedKind[];

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const countsEntries = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, count])) as Record<EndedKind, typeof count>;
export const countsSchema = v.strictObject(countsEntries);
export type EndedCounts = v.InferOutput<typeof countsSchema>;

/** What was shown before: the digest of all of it, and how many of each kind. */
export const shownSchema = v.strictObject({ digest: sha256TextSchema, counts: countsSchema });
export type Shown = v.InferOutput<typeof shownSchema>;

/**
 * "This person has left, and this is what ended", by the server (protocol §4.7). It ended in one transaction, at `iat`. `digest` is
 * of what ended, as `shown.digest` is of what whoever confirmed it had been shown: where they are equal, it was this and no more.
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
    /** The events that say so, in the server's log: these and those between. */
    events: v.strictObject({ first: event, last: event }),
  }),
  MAX_LENGTH,
);
export type Offboarding = Read<typeof offboarding>;
