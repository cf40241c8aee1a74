import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement } from "./statement.ts";

/** "My session with that host has ended", by the device key (protocol §10.5). It ends a place for good, so a second one has no effect. */
export const hopEnd = defineStatement(
  "nearside-hop-end+jwt",
  "kid",
  v.strictObject({
    /** Thumbprint of the device key, which is the device id. */
    iss: sha256TextSchema,
    aud: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    /** `placeId` of the place. */
    place: sha256TextSchema,
  }),
);
