import { ruleIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

// Other people beside the one who logs in (protocol §11). The subject of each is the request id. Questions and answers are in the login
// itself.

/** Rules want other people to approve the login as well; `until` in epoch seconds. */
export const loginSecondWanted = defineEvent(
  "login_second_wanted",
  1,
  "once",
  v.strictObject({
    approvers: v.array(v.strictObject({ among: v.array(v.string()), quorum: v.number() })),
    until: v.number(),
  }),
);

const byEntries = { user_id: v.string(), device_jkt: v.string(), extension_jkt: v.string() };

/** Another person approved the login; `is_last` if nobody else is needed. */
export const loginCoApproved = defineEvent(
  "login_co_approved",
  1,
  "once",
  v.strictObject({
    ...byEntries,
    credential_id: v.string(),
    co_decision: v.string(),
    among: v.array(v.number()),
    is_last: v.boolean(),
  }),
);

/** Another person refused the login, which has ended; `reason` in their words. */
export const loginCoRefused = defineEvent(
  "login_co_refused",
  1,
  "once",
  v.strictObject({ ...byEntries, reason: v.string() }),
);

/** Another person asked something back; `question` is H(co-question). */
export const loginCoAsked = defineEvent(
  "login_co_asked",
  1,
  "once",
  v.strictObject({ ...byEntries, question: v.string() }),
);

/** The command line that waits answered. */
export const loginCoAnswered = defineEvent("login_co_answered", 1, "once", v.strictObject({ question: v.string() }));

/** A rule has owners and administrators told that this login's person approved it; another rule may want other people beside them. */
export const loginAlarm = defineEvent(
  "login_alarm",
  1,
  "once",
  v.strictObject({ rules: v.array(ruleIdSchema), justification: v.nullable(v.string()) }),
);
