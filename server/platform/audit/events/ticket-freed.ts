import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/**
 * An enrolment ticket was given back to its person, who can begin with it again; the subject is that user. `ended`: enrolments that
 * had begun with it and had not come to their proofs.
 */
export const ticketFreed = defineEvent(
  "ticket_freed",
  1,
  v.strictObject({ hash: v.string(), by: bySchema, ended: v.array(v.string()) }),
);
