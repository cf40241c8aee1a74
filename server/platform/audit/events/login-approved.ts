import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A passkey of the bound set approved the current decision, or an earlier approval stands for it; the subject is the request id
 * (protocol §4.5). `security_key`: the passkey of the second touch. `rests_on`: the request id of the earlier approval.
 */
export const loginApproved = defineEvent(
  "login_approved",
  2,
  v.strictObject({
    decision_hash: v.string(),
    credential_id: v.string(),
    backed_up: v.boolean(),
    /** Unsigned word of the browser, for statistics only. */
    attachment: v.nullable(v.string()),
    security_key: v.optional(v.string()),
    rests_on: v.optional(v.string()),
  }),
);
