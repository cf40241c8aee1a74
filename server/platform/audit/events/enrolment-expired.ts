import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Its time was over before the proofs were there; the subject is the enrolment id. `was`: the state before. */
export const enrolmentExpired = defineEvent(
  "enrolment_expired",
  1,
  v.strictObject({ was: v.picklist(["waiting", "met", "passkey"]) }),
);
