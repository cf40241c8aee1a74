import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Its time was over before it was decided and redeemed; the subject is the request id (protocol §5). `was`: the state before. */
export const loginExpired = defineEvent(
  "login_expired",
  1,
  v.strictObject({ was: v.picklist(["pending", "met", "approved"]) }),
);
