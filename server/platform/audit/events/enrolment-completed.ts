import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** All proofs of possession are there and the keys are one bound set; the subject is the enrolment id (protocol §3.5, §3.7). */
export const enrolmentCompleted = defineEvent(
  "enrolment_completed",
  1,
  v.strictObject({
    kind: v.picklist(["machine", "browser"]),
    bound_set_id: v.string(),
    user_id: v.string(),
    state: v.picklist(["pending", "active"]),
  }),
);
