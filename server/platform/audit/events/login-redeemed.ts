import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The approved login became a token; the subject is the request id (protocol §4.6). `retry`: the answer had been lost. */
export const loginRedeemed = defineEvent(
  "login_redeemed",
  1,
  v.strictObject({
    family_id: v.string(),
    access_token_jti: v.string(),
    user_id: v.string(),
    device_jkt: v.string(),
    retry: v.boolean(),
  }),
);
