import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { sentenceSchema } from "../text/label.ts";
import { defineStatement, type Read } from "./statement.ts";

/** A question to the person who waits, by the extension of a second approver (protocol §11). */
export const coQuestion = defineStatement(
  "nearside-co-question+jwt",
  "jwk",
  v.strictObject({
    /** H(co-decision). */
    co_decision: sha256TextSchema,
    question: sentenceSchema,
  }),
);
export type CoQuestion = Read<typeof coQuestion>;
