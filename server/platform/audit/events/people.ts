import { ROLES } from "@nearside/shared/roles.ts";
import { countsSchema } from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** The subject is the user's id. */
export const userCreated = defineEvent(
  "user_created",
  1,
  v.strictObject({ name: v.string(), display_name: v.string(), role: v.picklist(["member", ...ROLES]) }),
);

/** Null where it stayed as it was. */
const change = v.nullable(v.strictObject({ from: v.nullable(v.string()), to: v.nullable(v.string()) }));

/** How a person is shown, or where their notices go; the subject is the user's id. */
export const userChanged = defineEvent(
  "user_changed",
  1,
  v.strictObject({ display_name: change, email: change, by: bySchema }),
);

/** "member" is what a user was called before there were six roles. */
const role = v.picklist(["member", ...ROLES]);

/** The subject is the user's id. */
export const userRoleChanged = defineEvent(
  "user_role_changed",
  1,
  v.strictObject({ from: role, to: role, by: v.optional(bySchema) }),
);

/** A person may no longer sign in, until restored; the subject is the user's id. `note`: what the administrator says of it. */
export const userSuspended = defineEvent(
  "user_suspended",
  1,
  v.strictObject({ note: v.nullable(v.string()), by: bySchema }),
);

/** A suspended person may sign in again; the subject is the user's id. What was ended stays ended. */
export const userRestored = defineEvent("user_restored", 1, v.strictObject({ by: bySchema }));

/** A person who never enrolled anything was taken out again; the subject is the user's id. `tickets`: how many ended with them. */
export const userRemoved = defineEvent(
  "user_removed",
  1,
  v.strictObject({ name: v.string(), display_name: v.string(), tickets: v.number(), by: bySchema }),
);

/**
 * A person has left for good, and all that hung on them has ended; the subject is the user's id. Each thing has an event of its own
 * after this one; `report` is the signed one (protocol §4.7).
 */
export const userOffboarded = defineEvent(
  "user_offboarded",
  1,
  v.strictObject({
    report: v.string(),
    role: v.string(),
    note: v.nullable(v.string()),
    counts: countsSchema,
    digest: v.string(),
    /** Whether it was what whoever confirmed it had been shown; null: nothing was shown. */
    as_shown: v.nullable(v.boolean()),
    by: bySchema,
  }),
);

/** A file of people was imported; what it made and changed stands in events of each. `digest`: of the preview that was agreed to. */
export const peopleImported = defineEvent(
  "people_imported",
  1,
  v.strictObject({ digest: v.string(), created: v.number(), changed: v.number(), same: v.number(), by: bySchema }),
);

/**
 * A person said that a login, an enrolment or a sign-in to the console in their name was not theirs; the subject is the login, the
 * enrolment, or for a sign-in the person. `machine`: what became of the one that it came from.
 */
export const accountAlarm = defineEvent(
  "account_alarm",
  1,
  v.strictObject({
    what: v.picklist(["login", "enrolment", "session"]),
    bound_set_id: v.nullable(v.string()),
    machine: v.picklist(["quarantined", "revoked", "was_out_of_force", "none"]),
    /** How much ended with it. */
    tokens: v.number(),
    logins: v.number(),
    enrolments: v.number(),
    sessions: v.number(),
  }),
);

/**
 * Somebody could not be told by mail of what concerns them, and is not told of it any more; the subject is the user's id.
 * `refused`: the mail server takes none for that address; `too_late`: for days it took none at all.
 */
export const noticeGivenUp = defineEvent(
  "notice_given_up",
  1,
  v.strictObject({ notice: v.string(), reason: v.picklist(["refused", "too_late"]), tries: v.number() }),
);
