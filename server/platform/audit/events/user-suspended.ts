import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A person may no longer sign in, until restored; the subject is the user's id. `note`: what the administrator says of it. */
export const userSuspended = defineEvent(
  "user_suspended",
  1,
  v.strictObject({ note: v.nullable(v.string()), by: bySchema }),
);
