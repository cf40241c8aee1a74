import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A person who never enrolled anything was taken out again; the subject is the user's id. `tickets`: how many ended with them. */
export const userRemoved = defineEvent(
  "user_removed",
  1,
  v.strictObject({ name: v.string(), display_name: v.string(), tickets: v.number(), by: bySchema }),
);
