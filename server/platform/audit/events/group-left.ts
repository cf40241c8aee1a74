import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A person is no longer in a group; the subject is the group's id. */
export const groupLeft = defineEvent(
  "group_left",
  1,
  v.strictObject({ name: v.string(), user: v.string(), by: bySchema }),
);
