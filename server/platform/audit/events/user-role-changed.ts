import { ROLES } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** "member" is what a user was called before there were six roles. */
const role = v.picklist(["member", ...ROLES]);

/** The subject is the user's id. */
export const userRoleChanged = defineEvent(
  "user_role_changed",
  1,
  v.strictObject({ from: role, to: role, by: v.optional(bySchema) }),
);
