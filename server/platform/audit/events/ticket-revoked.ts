import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** An enrolment ticket was taken back; the subject is the user it was for. `ended`: enrolments that had begun with it. */
export const ticketRevoked = defineEvent(
  "ticket_revoked",
  1,
  v.strictObject({ hash: v.string(), by: bySchema, ended: v.array(v.string()) }),
);
