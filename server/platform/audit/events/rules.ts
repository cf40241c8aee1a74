import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A set of step-up rules waits for a second author; the subject is the proposal. */
export const rulesProposed = defineEvent(
  "rules_proposed",
  1,
  v.strictObject({ reason: v.string(), text_hash: sha256TextSchema, base: v.number(), by: bySchema }),
);

/** What was proposed comes to nothing; the subject is the proposal. `overtaken`: another set was published meanwhile. */
export const rulesProposalEnded = defineEvent(
  "rules_proposal_ended",
  1,
  v.strictObject({ state: v.picklist(["withdrawn", "overtaken"]), by: bySchema }),
);

/** Another set of step-up rules is in force; the subject is its version, such as `rules/7`. Whoever made the change stands beside it. */
export const rulesPublished = defineEvent(
  "rules_published",
  1,
  v.strictObject({
    reason: v.string(),
    /** H of the text, which the history keeps. */
    text_hash: sha256TextSchema,
    rules: v.number(),
    tests: v.number(),
    /** The version whose text it is again, where it was rolled back. */
    restores: v.nullable(v.number()),
    /** Where a second author agreed: what was proposed, and who wrote it. */
    proposal: v.nullable(v.string()),
    author: v.nullable(v.string()),
    by: bySchema,
  }),
);
