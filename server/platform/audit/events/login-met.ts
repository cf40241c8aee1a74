import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A listed extension met the command line; the subject is the request id (protocol §4.4). */
export const loginMet = defineEvent(
  "login_met",
  1,
  v.strictObject({
    extension_jkt: v.string(),
    browser: v.string(),
    peer: v.strictObject({ account: v.string(), process: v.nullable(v.string()), forwarded: v.string() }),
    browser_session: v.string(),
  }),
);
