import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * The person concerned stopped the way back, by a passkey of theirs; the subject is the way back. `not_me`: it was begun in the name
 * of somebody who never asked for it.
 */
export const recoveryObjected = defineEvent(
  "recovery_objected",
  1,
  v.strictObject({
    user_id: v.string(),
    how: v.picklist(["cancelled", "not_me"]),
    credential_id: v.string(),
    enrolments: v.array(v.string()),
  }),
);
