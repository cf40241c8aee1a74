import * as v from "valibot";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { roleSchema } from "./roles.ts";

// GET /api/console/people

export const personStateSchema = v.picklist(["active", "suspended", "offboarded"]);

export const peopleQuerySchema = listQuerySchema(["name", "display_name", "created_at"], {
  role: v.optional(roleSchema),
  state: v.optional(personStateSchema),
});
export type PeopleQuery = v.InferOutput<typeof peopleQuerySchema>;

/** Times in epoch milliseconds. */
export const personRowSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  email: v.nullable(v.string()),
  role: roleSchema,
  state: personStateSchema,
  created_at: v.number(),
  /** In force. */
  machines: v.number(),
});
export type PersonRow = v.InferOutput<typeof personRowSchema>;
export const peopleAnswerSchema = listAnswerSchema(personRowSchema);
