import { redirectRefusalSchema } from "@nearside/shared/api/authorizations.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

// Programs that only know a loopback redirect (protocol §6). The subject is the authorization id; `login` is the request id, null where
// no login was started.

/** The keeper gave the code to the program that listened from the start. */
export const redirectDelivered = defineEvent(
  "redirect_delivered",
  1,
  "once",
  v.strictObject({ login: v.nullable(v.string()) }),
);

/** The keeper gave no code, and none that was made counts. */
export const redirectRefused = defineEvent(
  "redirect_refused",
  1,
  "once",
  v.strictObject({ login: v.nullable(v.string()), code: redirectRefusalSchema, device_jkt: v.string() }),
);

/** Somebody showed a code that is not good. `ended`: it had been used before, and its tokens have ended for it (RFC 6749 §4.1.2). */
export const codeRefused = defineEvent(
  "code_refused",
  1,
  { alike: ["code", "ended"] },
  v.strictObject({
    login: v.nullable(v.string()),
    code: v.picklist(["client", "expired", "key", "redirect_uri", "refused", "used", "verifier"]),
    ended: v.boolean(),
  }),
);
