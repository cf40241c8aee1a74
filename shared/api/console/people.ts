import * as v from "valibot";
import { groupIdSchema } from "../../ids.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { roleSchema } from "./roles.ts";

// GET /api/console/people

export const personStateSchema = v.picklist(["active", "suspended", "offboarded"]);
export type PersonState = v.InferOutput<typeof personStateSchema>;

export const PEOPLE_COLUMNS = [
  "name",
  "display_name",
  "email",
  "role",
  "state",
  "created_at",
  "enrolled_at",
  "last_login_at",
] as const;

/** How long ago the last login may be, in days. */
export const QUIET_DAYS = ["30", "90", "180"] as const;

export const peopleQuerySchema = listQuerySchema(PEOPLE_COLUMNS, {
  role: v.optional(roleSchema),
  state: v.optional(personStateSchema),
  group: v.optional(groupIdSchema),
  /** Whether a machine of theirs ever came into force. */
  enrolled: v.optional(v.picklist(["ever", "never"])),
  /** No login for so many days, or ever. */
  quiet: v.optional(v.picklist([...QUIET_DAYS, "never"])),
});
export type PeopleQuery = v.InferOutput<typeof peopleQuerySchema>;

const groupNamedSchema = v.strictObject({ id: v.string(), name: v.string() });

/** Times in epoch milliseconds. */
export const personRowSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  email: v.nullable(v.string()),
  role: roleSchema,
  state: personStateSchema,
  created_at: v.number(),
  /** When the first machine came into force; null: never. */
  enrolled_at: v.nullable(v.number()),
  last_login_at: v.nullable(v.number()),
  /** In force. */
  machines: v.number(),
  groups: v.array(groupNamedSchema),
});
export type PersonRow = v.InferOutput<typeof personRowSchema>;
export const peopleAnswerSchema = listAnswerSchema(personRowSchema);
