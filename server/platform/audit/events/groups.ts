import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A group was made; the subject is its id. */
export const groupCreated = defineEvent(
  "group_created",
  1,
  v.strictObject({ name: v.string(), description: v.string(), by: bySchema }),
);

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

/** A person is in a group from now on; the subject is the group's id. */
export const groupJoined = defineEvent(
  "group_joined",
  1,
  v.strictObject({ name: v.string(), user: v.string(), by: bySchema }),
);

/** A person is no longer in a group; the subject is the group's id. */
export const groupLeft = defineEvent(
  "group_left",
  1,
  v.strictObject({ name: v.string(), user: v.string(), by: bySchema }),
);

/** A group is no more; the subject is its id. `members`: how many were in it. */
export const groupDeleted = defineEvent(
  "group_deleted",
  1,
  v.strictObject({ name: v.string(), members: v.number(), by: bySchema }),
);
