import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Somebody who may ended the enrolment; the subject is the enrolment id. `superseded`: by a new try with the same ticket. */
export const enrolmentRefused = defineEvent(
  "enrolment_refused",
  1,
  v.strictObject({
    reason: v.picklist(["words_differ", "cancelled", "superseded"]),
    by: v.picklist(["device", "extension", "administrator"]),
  }),
);
