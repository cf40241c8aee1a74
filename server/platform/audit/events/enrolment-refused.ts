import { ENROLMENT_ENDS } from "@nearside/shared/api/enrolment-end.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * Somebody who may ended the enrolment; the subject is the enrolment id. `superseded`: by a new try with the same ticket;
 * `ticket_revoked`: its ticket was taken back; `ticket_freed`: or given back to its person; `declined`: an administrator said no, `asked_again`: and asks for another try; `server_key_given_up`: the
 * server's keys were given up as compromised.
 * `by`: "device" and "extension" are its own two sides, "person" is whose it is, elsewhere: in their account, or by an objection.
 * `note` is what the administrator says to the person.
 */
export const enrolmentRefused = defineEvent(
  "enrolment_refused",
  1,
  v.strictObject({
    reason: v.picklist(ENROLMENT_ENDS),
    by: v.picklist(["device", "extension", "person", "administrator"]),
    note: v.optional(v.string()),
  }),
);
