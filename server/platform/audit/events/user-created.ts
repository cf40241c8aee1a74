import { ROLES } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The subject is the user's id. */
export const userCreated = defineEvent(
  "user_created",
  1,
  v.strictObject({ name: v.string(), display_name: v.string(), role: v.picklist(["member", ...ROLES]) }),
);
