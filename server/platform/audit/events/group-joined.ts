import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A person is in a group from now on; the subject is the group's id. */
export const groupJoined = defineEvent(
  "group_joined",
  1,
  v.strictObject({ name: v.string(), user: v.string(), by: bySchema }),
);
