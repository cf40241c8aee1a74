import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A step of a known login was refused and moved nothing; the subject is the request id. `code` is a refusal code. */
export const loginStepRefused = defineEvent(
  "login_step_refused",
  1,
  v.strictObject({
    step: v.picklist(["locality", "decision", "approve", "deny", "withdraw", "redeem", "report", "peer", "userinfo"]),
    code: v.string(),
    field: v.nullable(v.string()),
  }),
);
