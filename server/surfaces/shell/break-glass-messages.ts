import {
  breakGlassAnswerSchema,
  codesMadeSchema,
  makeCodesSchema,
  useRowSchema,
} from "@nearside/shared/api/console/break-glass.ts";
import * as v from "valibot";

// What `nearside-server break-glass` says to the running server.

export const MAKE_CODES_PATH = "/break-glass/make";
export const makeCodesMessageSchema = makeCodesSchema;
export const makeCodesAnswerSchema = codesMadeSchema;

export const SHOW_BREAK_GLASS_PATH = "/break-glass";
export const showBreakGlassAnswerSchema = v.strictObject({
  ...breakGlassAnswerSchema.entries,
  now: v.number(),
  unreviewed: v.array(useRowSchema),
});
export type ShowBreakGlassAnswer = v.InferOutput<typeof showBreakGlassAnswerSchema>;
