import * as v from "valibot";
import { issuerSchema, loopbackSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement } from "./statement.ts";

/** "Add a browser of this machine", by the enrolled device key (protocol §3.7). */
export const browserStatement = defineStatement(
  "nearside-browser+jwt",
  "kid",
  v.strictObject({
    /** Thumbprint of the device key, which is the device id. */
    iss: sha256TextSchema,
    aud: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    loopback: loopbackSchema,
  }),
);
