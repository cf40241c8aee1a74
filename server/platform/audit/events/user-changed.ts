import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** Null where it stayed as it was. */
const change = v.nullable(v.strictObject({ from: v.nullable(v.string()), to: v.nullable(v.string()) }));

/** How a person is shown, or where their notices go; the subject is the user's id. */
export const userChanged = defineEvent(
  "user_changed",
  1,
  v.strictObject({ display_name: change, email: change, by: bySchema }),
);
