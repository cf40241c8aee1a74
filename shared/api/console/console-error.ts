import * as v from "valibot";
import { apiErrorSchema } from "../api-error.ts";

/** The mistake in one field of a change, such as `people.3.email`. It is shown beside the field. */
const fieldProblemSchema = v.strictObject({
  field: v.pipe(v.string(), v.maxLength(256)),
  problem: v.pipe(v.string(), v.maxLength(512)),
});
export type FieldProblem = v.InferOutput<typeof fieldProblemSchema>;

/** A refusal of /api/console. It has the usual form, and with `invalid_request` the mistake in each field. */
export const consoleErrorSchema = v.looseObject({
  ...apiErrorSchema.entries,
  fields: v.optional(v.array(fieldProblemSchema)),
});
