import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

const role = v.picklist(["member", "administrator"]);

/** The subject is the user's id. */
export const userRoleChanged = defineEvent("user_role_changed", 1, v.strictObject({ from: role, to: role }));
