import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An enrolled extension that is not listed saw this login: started elsewhere. The subject is the request id (protocol §4.4). */
export const loginReported = defineEvent(
  "login_reported",
  1,
  v.strictObject({
    reason: v.literal("started_elsewhere"),
    extension_jkt: v.string(),
    /** Whom the reporting extension belongs to, and who started the login. */
    reporter_user_id: v.string(),
    owner_user_id: v.string(),
  }),
);
