import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A group was made; the subject is its id. */
export const groupCreated = defineEvent(
  "group_created",
  1,
  "signed",
  v.strictObject({ name: v.string(), description: v.string(), by: bySchema }),
);

/** A group got another name or description; the subject is its id. */
export const groupChanged = defineEvent(
  "group_changed",
  1,
  "signed",
  v.strictObject({
    name: v.string(),
    description: v.string(),
    from: v.strictObject({ name: v.string(), description: v.string() }),
    by: bySchema,
  }),
);

/** A person was put into a group; the subject is the group's id. */
export const groupJoined = defineEvent(
  "group_joined",
  1,
  "signed",
  v.strictObject({ name: v.string(), user: v.string(), by: bySchema }),
);

/** A person was removed from a group; the subject is the group's id. */
export const groupLeft = defineEvent(
  "group_left",
  1,
  "signed",
  v.strictObject({ name: v.string(), user: v.string(), by: bySchema }),
);

/** A group was deleted; the subject is its id. `members` is the number of people who were in it. */
export const groupDeleted = defineEvent(
  "group_deleted",
  1,
  "signed",
  v.strictObject({ name: v.string(), members: v.number(), by: bySchema }),
);
