import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A passkey of the bound set approved the current decision; the subject is the request id (protocol §4.5). */
export const loginApproved = defineEvent(
  "login_approved",
  1,
  v.strictObject({
    decision_hash: v.string(),
    credential_id: v.string(),
    backed_up: v.boolean(),
    /** Unsigned word of the browser, for statistics only. */
    attachment: v.nullable(v.string()),
  }),
);
