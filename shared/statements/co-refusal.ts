import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { sentenceSchema } from "../text/label.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "No", with its reason, by the extension of a second approver (protocol §11). */
export const coRefusal = defineStatement(
  "nearside-co-refusal+jwt",
  "jwk",
  v.strictObject({
    /** H(co-decision). */
    co_decision: sha256TextSchema,
    reason: sentenceSchema,
  }),
);
export type CoRefusal = Read<typeof coRefusal>;
