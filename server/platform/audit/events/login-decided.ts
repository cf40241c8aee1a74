import { ruleIdSchema } from "@nearside/shared/ids.ts";
import { requireSchema } from "@nearside/shared/statements/decision.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * The server signed a decision that a person may approve; the subject is the request id (protocol §4.5). `decided_by`, `scope`,
 * `require` and `rests_on` (a request id) as the decision has them; what was typed stands in the decision alone.
 */
export const loginDecided = defineEvent(
  "login_decided",
  2,
  v.strictObject({
    decision_jti: v.string(),
    attestation_hash: v.string(),
    rules: v.strictObject({
      outcome: v.string(),
      version: v.string(),
      decided_by: v.optional(v.array(ruleIdSchema)),
    }),
    lifetime: v.strictObject({ access_token: v.number(), refresh_token: v.number() }),
    scope: v.optional(v.string()),
    require: v.optional(requireSchema),
    rests_on: v.optional(v.string()),
  }),
);
