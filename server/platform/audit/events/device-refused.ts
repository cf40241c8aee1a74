import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A known device key, or somebody in its name, was refused before there was a login or an enrolment to name; the subject is
 * the device id (protocol §3.2, §3.7, §3.9, §3.10, §4.1). `code` is a refusal code.
 */
export const deviceRefused = defineEvent(
  "device_refused",
  1,
  v.strictObject({
    step: v.picklist(["login", "machine", "browser", "key_storage", "passkey_addition"]),
    code: v.string(),
    field: v.nullable(v.string()),
  }),
);
