import * as v from "valibot";
import { apiErrorSchema } from "../api-error.ts";

/** The codes of the console's own refusals. The set is closed. The server has a status and a sentence for each. */
export type ConsoleCode =
  | "not_signed_in"
  | "not_permitted"
  | "own_enrolment"
  | "foreign_request"
  | "touch_invalid"
  | "last_passkey"
  | "invalid_request"
  | "unknown"
  | "last_owner"
  | "break_glass_invalid"
  | "conflict"
  | "read_too_long";

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
