import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A step of a known enrolment was refused and moved nothing; the subject is the enrolment id. */
export const enrolmentStepRefused = defineEvent(
  "enrolment_step_refused",
  1,
  v.strictObject({
    step: v.picklist(["locality", "passkey", "state", "view", "proof", "refusal", "confirm", "decision"]),
    code: v.string(),
    field: v.nullable(v.string()),
  }),
);
