import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * The extension that met denied it; the subject is the request id. `alert`: "I didn't start this", and no approval stands any more that
 * was given on this machine before. `rests_on`: its decision rested on that request's approval, which stands for nothing any more.
 */
export const loginDenied = defineEvent(
  "login_denied",
  2,
  v.strictObject({ alert: v.boolean(), extension_jkt: v.string(), rests_on: v.optional(v.string()) }),
);
