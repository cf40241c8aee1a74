import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The extension that met denied it; the subject is the request id. `alert`: "I didn't start this". */
export const loginDenied = defineEvent(
  "login_denied",
  1,
  v.strictObject({ alert: v.boolean(), extension_jkt: v.string() }),
);
