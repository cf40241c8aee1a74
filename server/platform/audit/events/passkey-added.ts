import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A person added a passkey to a machine of their own; the subject is its credential id (protocol §3.10). */
export const passkeyAdded = defineEvent(
  "passkey_added",
  1,
  v.strictObject({
    bound_set_id: v.string(),
    label: v.string(),
    aaguid: v.string(),
    attestation_format: v.string(),
    attestation_verdict: v.string(),
    backup_eligible: v.boolean(),
    backed_up: v.boolean(),
  }),
);
