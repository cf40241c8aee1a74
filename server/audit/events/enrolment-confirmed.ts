import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** An administrator typed the six words; the subject is the enrolment id (protocol §3.5). */
export const enrolmentConfirmed = defineEvent(
  "enrolment_confirmed",
  1,
  v.strictObject({ bound_set_id: v.string(), by: bySchema }),
);
