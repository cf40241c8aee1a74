import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An administrator typed the six words, or whoever used a break-glass code; the subject is the enrolment id (protocol §3.5, §9). */
export const enrolmentConfirmed = defineEvent(
  "enrolment_confirmed",
  1,
  v.strictObject({ bound_set_id: v.string(), by: v.picklist(["server_shell", "break_glass", "console"]) }),
);
