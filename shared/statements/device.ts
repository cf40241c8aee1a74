import * as v from "valibot";
import {
  confirmationSchema,
  contextSchema,
  issuerSchema,
  loopbackSchema,
  redirectSchema,
  secondsSchema,
} from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { postureSchema } from "../posture/posture.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "This session key is a command line on this machine", by the device key (protocol §4.1). */
export const deviceStatement = defineStatement(
  "nearside-device+jwt",
  "kid",
  v.strictObject({
    /** Thumbprint of the device key, which is the device id. */
    iss: sha256TextSchema,
    aud: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    /** `jkt` is the thumbprint of the session key, never the device key's own. */
    cnf: confirmationSchema,
    /** Null if it listens on no port, and can be met by native messaging only. */
    loopback: v.nullable(loopbackSchema),
    context: contextSchema,
    /** Left out where the server does not ask for it, and by older command lines (protocol §4.8). */
    posture: v.exactOptional(postureSchema),
    /** Present if the machine's keeper vouches for a program that only knows a redirect (protocol §6). */
    redirect: v.exactOptional(redirectSchema),
  }),
);
export type DeviceStatement = Read<typeof deviceStatement>;
