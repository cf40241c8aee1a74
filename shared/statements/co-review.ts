import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/**
 * "I verified the whole chain of that login, and showed the person who is asked where it comes from", by the approver's
 * extension (protocol §11).
 */
export const coReview = defineStatement(
  "nearside-co-review+jwt",
  "jwk",
  v.strictObject({
    /** H(co-decision). */
    co_decision: sha256TextSchema,
    /** The extension's claim, for people: "Chromium 156 on Linux · Nearside 1.2.3". */
    browser: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  }),
);
export type CoReview = Read<typeof coReview>;
