import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { postureSchema } from "../posture/posture.ts";
import { defineStatement } from "./statement.ts";

/** "This machine says this of its own protection", by the device key, when something has changed (protocol §4.8). */
export const postureStatement = defineStatement(
  "nearside-posture+jwt",
  "kid",
  v.strictObject({
    /** Thumbprint of the device key, which is the device id. */
    iss: sha256TextSchema,
    aud: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    posture: postureSchema,
  }),
);
