import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A TPM proved that it keeps the device key (protocol §3.8); the subject is the enrolment id. `ek_certificate` is SHA-256 of the
 * endorsement key's certificate: which TPM it was.
 */
export const deviceKeyAttested = defineEvent(
  "device_key_attested",
  1,
  v.strictObject({ device_jkt: v.string(), ek_certificate: v.string() }),
);
