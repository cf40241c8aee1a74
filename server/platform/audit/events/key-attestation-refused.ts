import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A machine with a good ticket could not prove that its key lies in a TPM (protocol §3.8); the subject is the ticket's user.
 * `code` is a refusal code.
 */
export const keyAttestationRefused = defineEvent(
  "key_attestation_refused",
  1,
  v.strictObject({ ticket_hash: v.string(), code: v.string(), field: v.nullable(v.string()) }),
);
