import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A group was made; the subject is its id. */
export const groupCreated = defineEvent(
  "group_created",
  1,
  v.strictObject({ name: v.string(), description: v.string(), by: bySchema }),
);
