import { factsSchema } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A command line asked for a login; the subject is the request id (protocol §4.1). Every fact that a rule may want later:
 * what was asked, by whom, from which machine, how its keys are kept, and what stood in force then.
 */
export const loginRequested = defineEvent(
  "login_requested",
  1,
  v.strictObject({
    ...v.omit(factsSchema, ["salt"]).entries,
    user: v.strictObject({ id: v.string(), name: v.string() }),
    bound_set_id: v.string(),
    device: v.strictObject({
      jkt: v.string(),
      key_storage: v.string(),
      enrolled_at: v.number(),
      extensions: v.number(),
      passkeys: v.array(
        v.strictObject({ backup_eligible: v.boolean(), aaguid: v.string(), attestation_verdict: v.string() }),
      ),
    }),
    /** Machine's clock minus the server's, seconds. */
    clock_offset: v.number(),
  }),
);
