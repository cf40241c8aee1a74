import { searchSchema } from "@nearside/shared/api/console/list.ts";
import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { personRowSchema } from "@nearside/shared/api/console/people.ts";
import { roleSchema } from "@nearside/shared/roles.ts";
import * as v from "valibot";

// What `nearside-server people` says to the running server.

export const LIST_PEOPLE_PATH = "/people";
export const listPeopleSchema = v.strictObject({
  role: v.nullable(roleSchema),
  /** Part of a name or an address; empty: everybody. */
  search: searchSchema,
});

/** By name, the first 200. `now` is the server's clock, epoch milliseconds; `total`: how many there are in all. */
export const listPeopleAnswerSchema = v.strictObject({
  now: v.number(),
  total: v.number(),
  people: v.array(personRowSchema),
});

export const SET_ROLE_PATH = "/people/role";
export const setRoleSchema = v.strictObject({ user: userNameSchema, role: roleSchema });
export const setRoleAnswerSchema = v.strictObject({
  state: v.picklist(["changed", "already", "unknown"]),
});
