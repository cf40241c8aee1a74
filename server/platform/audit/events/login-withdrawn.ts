import { withdrawalReasonSchema } from "@nearside/shared/statements/withdrawal.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Its own command line ended it; the subject is the request id (protocol §4.2). `was`: the state before. */
export const loginWithdrawn = defineEvent(
  "login_withdrawn",
  1,
  v.strictObject({ was: v.picklist(["pending", "met", "approved"]), reason: withdrawalReasonSchema }),
);
