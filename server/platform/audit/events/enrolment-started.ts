import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A machine, or a further browser of one, asked to be enrolled; the subject is the enrolment id (protocol §3.2, §3.7). */
export const enrolmentStarted = defineEvent(
  "enrolment_started",
  1,
  v.strictObject({
    kind: v.picklist(["machine", "browser"]),
    user_id: v.string(),
    device_jkt: v.string(),
    ticket_hash: v.nullable(v.string()),
    address: v.string(),
  }),
);
