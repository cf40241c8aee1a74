import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A set of step-up rules waits for a second author; the subject is the proposal. */
export const rulesProposed = defineEvent(
  "rules_proposed",
  1,
  "signed",
  v.strictObject({ reason: v.string(), text_hash: sha256TextSchema, base: v.number(), by: bySchema }),
);

/** A proposal ended unpublished; it is the subject. `overtaken`: another set was published meanwhile. */
export const rulesProposalEnded = defineEvent(
  "rules_proposal_ended",
  1,
  "signed",
  v.strictObject({ state: v.picklist(["withdrawn", "overtaken"]), by: bySchema }),
);

/**
 * Another set of step-up rules is active; the subject is its version, such as `rules/7`. The author of the change is stored beside the
 * data.
 */
export const rulesPublished = defineEvent(
  "rules_published",
  1,
  "signed",
  v.strictObject({
    reason: v.string(),
    /** H of the text. The history holds the text itself. */
    text_hash: sha256TextSchema,
    rules: v.number(),
    tests: v.number(),
    /** The version that was rolled back to, whose text this is. */
    restores: v.nullable(v.number()),
    /** The proposal and its author, if a second author agreed. */
    proposal: v.nullable(v.string()),
    author: v.nullable(v.string()),
    by: bySchema,
  }),
);
