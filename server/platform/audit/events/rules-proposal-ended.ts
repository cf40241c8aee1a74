import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** What was proposed comes to nothing; the subject is the proposal. `overtaken`: another set was published meanwhile. */
export const rulesProposalEnded = defineEvent(
  "rules_proposal_ended",
  1,
  v.strictObject({ state: v.picklist(["withdrawn", "overtaken"]), by: bySchema }),
);
