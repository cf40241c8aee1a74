import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A group is no more; the subject is its id. `members`: how many were in it. */
export const groupDeleted = defineEvent(
  "group_deleted",
  1,
  v.strictObject({ name: v.string(), members: v.number(), by: bySchema }),
);
