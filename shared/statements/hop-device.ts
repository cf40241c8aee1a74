import * as v from "valibot";
import { confirmationSchema, contextSchema, issuerSchema, loopbackSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { postureSchema } from "../posture/posture.ts";
import { placeSchema } from "./place.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "This session key is a command line at that place, which came to me from there", by the device key (protocol §10.1). */
export const hopDeviceStatement = defineStatement(
  "nearside-hop-device+jwt",
  "kid",
  v.strictObject({
    /** Thumbprint of the device key, which is the device id. */
    iss: sha256TextSchema,
    aud: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    /** `jkt` is the thumbprint of the session key, which lies at that place. */
    cnf: confirmationSchema,
    /** The keeper's own listener on this machine; null if it is met by native messaging only. */
    loopback: v.nullable(loopbackSchema),
    place: placeSchema,
    /** That place claims it. */
    context: contextSchema,
    /** This machine's, as ever (protocol §4.8). */
    posture: v.exactOptional(postureSchema),
  }),
);
export type HopDeviceStatement = Read<typeof hopDeviceStatement>;
