import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { sha256TextSchema } from "../ids.ts";
import { sentenceSchema } from "../text/label.ts";
import { defineStatement, type Read } from "./statement.ts";

/** The answer to a second approver's question, by the session key of the login that waits (protocol §11). */
export const coAnswer = defineStatement(
  "nearside-co-answer+jwt",
  "jwk",
  v.strictObject({
    /** H(request). */
    request: sha256TextSchema,
    /** H(co-question). */
    question: sha256TextSchema,
    answer: sentenceSchema,
    iat: secondsSchema,
  }),
);
export type CoAnswer = Read<typeof coAnswer>;
