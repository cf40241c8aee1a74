import * as v from "valibot";
import { userIdSchema } from "../../ids.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { change, file, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { groupDescriptionSchema, groupNameSchema } from "./names.ts";
import { changedAnswerSchema, peopleAnswerSchema, peopleQuerySchema } from "./people.ts";

/**
 * GET /api/console/groups, and `…/export` of the same view. GET /api/console/people?group=… lists the members of one.
 */
export const groupsQuerySchema = listQuerySchema(["name", "created_at"], {});
export type GroupsQuery = v.InferOutput<typeof groupsQuerySchema>;

const groupRowSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  description: v.string(),
  /** Epoch milliseconds. */
  created_at: v.number(),
  members: v.number(),
});
export type GroupRow = v.InferOutput<typeof groupRowSchema>;
export const groupsAnswerSchema = listAnswerSchema(groupRowSchema);

/** GET /api/console/groups/:id. */
const groupAnswerSchema = v.strictObject({ group: groupRowSchema });

/** POST /api/console/groups and …/:id/change. */
export const groupSchema = v.strictObject({ name: groupNameSchema, description: groupDescriptionSchema });
export const groupMadeSchema = v.strictObject({ id: v.string() });

const MOST_AT_ONCE = 1000;
const peopleSchema = v.pipe(
  v.array(userIdSchema),
  v.maxLength(MOST_AT_ONCE, fieldTexts.atOnce({ most: MOST_AT_ONCE })),
  v.check((ids) => new Set(ids).size === ids.length, fieldTexts.personTwice),
);

/** POST /api/console/groups/:id/members. */
const changeMembersSchema = v.strictObject({ add: peopleSchema, remove: peopleSchema });
/** Ids of the people who really joined and left. The opposite change undoes it. */
export const membersAnswerSchema = v.strictObject({ added: v.array(v.string()), removed: v.array(v.string()) });

const AT = "/api/console/groups";

export const groupsApi = {
  list: read(AT, "people.read", groupsQuerySchema, groupsAnswerSchema),
  exportList: file(`${AT}/export`, "people.read", groupsQuerySchema),
  view: read(`${AT}/:id`, "people.read", emptyBodySchema, groupAnswerSchema),
  members: read(`${AT}/:id/members`, "people.read", peopleQuerySchema, peopleAnswerSchema),
  exportMembers: file(`${AT}/:id/members/export`, "people.read", peopleQuerySchema),
  create: change(AT, "groups.manage", groupSchema, groupMadeSchema),
  change: change(`${AT}/:id/change`, "groups.manage", groupSchema, changedAnswerSchema, { errors: ["conflict"] }),
  delete: change(`${AT}/:id/delete`, "groups.manage", emptyBodySchema, changedAnswerSchema, { errors: ["conflict"] }),
  changeMembers: change(`${AT}/:id/members`, "groups.manage", changeMembersSchema, membersAnswerSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
  }),
};
