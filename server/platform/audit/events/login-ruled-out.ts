import { ruleIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Step-up rules said no, and the login is over (protocol §5); the subject is the request id. `reason` is a refusal code. */
export const loginRuledOut = defineEvent(
  "login_ruled_out",
  1,
  v.strictObject({
    reason: v.picklist(["rule_denied", "rules_failed"]),
    step: v.picklist(["decision", "approve"]),
    because: v.nullable(v.string()),
    version: v.string(),
    rules: v.array(ruleIdSchema),
  }),
);
