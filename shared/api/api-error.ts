import * as v from "valibot";

/** Every refusal of /api and /oauth: a closed code and the sentence a person reads (RFC 6749 §5.2's two fields). */
export const apiErrorSchema = v.looseObject({
  error: v.pipe(v.string(), v.maxLength(64)),
  error_description: v.optional(v.pipe(v.string(), v.maxLength(1024))),
});
export type ApiError = v.InferOutput<typeof apiErrorSchema>;
