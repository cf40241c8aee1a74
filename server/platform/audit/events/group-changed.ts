import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A group got another name or description; the subject is its id. */
export const groupChanged = defineEvent(
  "group_changed",
  1,
  v.strictObject({
    name: v.string(),
    description: v.string(),
    from: v.strictObject({ name: v.string(), description: v.string() }),
    by: bySchema,
  }),
);
