import { countsSchema } from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

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
