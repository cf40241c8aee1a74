import * as v from "valibot";
import { apiErrorSchema } from "../api-error.ts";

/** What was wrong with which field of a change, such as `people.3.email`: shown beside the field. */
const fieldProblemSchema = v.strictObject({
  field: v.pipe(v.string(), v.maxLength(256)),
  problem: v.pipe(v.string(), v.maxLength(512)),
});
export type FieldProblem = v.InferOutput<typeof fieldProblemSchema>;

/** A refusal of /api/console: as everywhere, and beside `invalid_request` what is wrong with which field. */
export const consoleErrorSchema = v.looseObject({
  ...apiErrorSchema.entries,
  fields: v.optional(v.array(fieldProblemSchema)),
});
