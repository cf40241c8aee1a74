import { authenticatorPolicySchema } from "@nearside/shared/api/console/authenticator-policy.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** Which authenticators are taken was changed; the subject is the policy's version. */
export const authenticatorPolicyPublished = defineEvent(
  "authenticator_policy_published",
  1,
  v.strictObject({
    policy: authenticatorPolicySchema,
    note: v.nullable(v.string()),
    ends_unfit: v.boolean(),
    by: bySchema,
  }),
);
