import { ROLES } from "@nearside/shared/roles.ts";
import { countsSchema } from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A person was made; the subject is the user's id. */
export const userCreated = defineEvent(
  "user_created",
  1,
  "signed",
  v.strictObject({ name: v.string(), display_name: v.string(), role: v.picklist(["member", ...ROLES]) }),
);

/** Null if the field did not change. */
const change = v.nullable(v.strictObject({ from: v.nullable(v.string()), to: v.nullable(v.string()) }));

/** A person's display name or mail address was changed; the subject is the user's id. */
export const userChanged = defineEvent(
  "user_changed",
  1,
  "signed",
  v.strictObject({ display_name: change, email: change, by: bySchema }),
);

/** Users were called "member" before there were six roles. */
const role = v.picklist(["member", ...ROLES]);

/** A person was given another role; the subject is the user's id. */
export const userRoleChanged = defineEvent(
  "user_role_changed",
  1,
  "signed",
  v.strictObject({ from: role, to: role, by: v.optional(bySchema) }),
);

/** The data of a person who has left were erased; the subject is the user's id. `logins` counts those whose facts went. */
export const userErased = defineEvent("user_erased", 1, "signed", v.strictObject({ logins: v.number(), by: bySchema }));

/** A person was suspended and may not sign in until restored; the subject is the user's id. `note` is the administrator's. */
export const userSuspended = defineEvent(
  "user_suspended",
  1,
  "signed",
  v.strictObject({ note: v.nullable(v.string()), by: bySchema }),
);

/** A suspended person may sign in again; the subject is the user's id. Everything that was ended stays ended. */
export const userRestored = defineEvent("user_restored", 1, "signed", v.strictObject({ by: bySchema }));

/**
 * A person who never enrolled anything was removed; the subject is the user's id. `tickets` is the number of tickets that ended with them.
 */
export const userRemoved = defineEvent(
  "user_removed",
  1,
  "signed",
  v.strictObject({ name: v.string(), display_name: v.string(), tickets: v.number(), by: bySchema }),
);

/**
 * A person has left for good, and everything that depended on them has ended; the subject is the user's id. Each ended thing has an event
 * of its own after this one. `report` is the signed report (protocol §4.7).
 */
export const userOffboarded = defineEvent(
  "user_offboarded",
  1,
  "signed",
  v.strictObject({
    report: v.string(),
    role: v.string(),
    note: v.nullable(v.string()),
    counts: countsSchema,
    digest: v.string(),
    /** True if the counts are those that were shown before the confirmation; null if nothing was shown. */
    as_shown: v.nullable(v.boolean()),
    by: bySchema,
  }),
);

/**
 * A file of people was imported. Each person that it created or changed has events of their own. `digest` is that of the confirmed preview.
 */
export const peopleImported = defineEvent(
  "people_imported",
  1,
  "signed",
  v.strictObject({ digest: v.string(), created: v.number(), changed: v.number(), same: v.number(), by: bySchema }),
);

/**
 * A person said that a login, an enrolment or a sign-in to the console in their name was not theirs. The subject is the login or the
 * enrolment, for a sign-in the person. `machine` is the outcome for the machine that it came from.
 */
export const accountAlarm = defineEvent(
  "account_alarm",
  1,
  "signed",
  v.strictObject({
    what: v.picklist(["login", "enrolment", "session"]),
    bound_set_id: v.nullable(v.string()),
    machine: v.picklist(["quarantined", "revoked", "was_out_of_force", "none"]),
    /** The numbers of things that ended with it. */
    tokens: v.number(),
    logins: v.number(),
    enrolments: v.number(),
    sessions: v.number(),
  }),
);

/**
 * A notice could not be delivered by mail, and is not tried again; the subject is the user's id. `refused`: the mail server refuses that
 * address. `too_late`: it accepted nothing for days.
 */
export const noticeGivenUp = defineEvent(
  "notice_given_up",
  1,
  "once",
  v.strictObject({ notice: v.string(), reason: v.picklist(["refused", "too_late"]), tries: v.number() }),
);
