import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A passkey joined the enrolment, or for a further browser vouched for it; the subject is the enrolment id (protocol §3.4). */
export const enrolmentPasskeyMade = defineEvent(
  "enrolment_passkey_made",
  1,
  v.strictObject({
    credential_id: v.string(),
    aaguid: v.nullable(v.string()),
    attestation_format: v.nullable(v.string()),
    attestation_verdict: v.nullable(v.string()),
    backup_eligible: v.boolean(),
    backed_up: v.boolean(),
  }),
);
