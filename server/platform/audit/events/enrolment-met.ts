import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An extension met the command line that asks to be enrolled; the subject is the enrolment id (protocol §3.3). */
export const enrolmentMet = defineEvent(
  "enrolment_met",
  1,
  v.strictObject({ extension_jkt: v.string(), browser: v.string() }),
);
