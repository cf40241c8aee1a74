import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** An enrolment ticket that nobody had used was taken back, since its person has left; the subject is the user it was for. */
export const ticketEnded = defineEvent("ticket_ended", 1, v.strictObject({ hash: v.string(), by: bySchema }));
