import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** The salt of one meeting, by the server (protocol §4.3). `request` is H of the login or enrolment request. */
export const nonce = defineStatement(
  "nearside-nonce+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    request: sha256TextSchema,
    nonce: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
  }),
);
export type Nonce = Read<typeof nonce>;
