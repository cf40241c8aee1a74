import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

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
