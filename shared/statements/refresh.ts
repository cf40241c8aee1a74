import * as v from "valibot";
import { confirmationSchema, issuerSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { postureSchema } from "../posture/posture.ts";
import { defineStatement, type Read } from "./statement.ts";

export const refreshEntries = {
  /** Thumbprint of the device key, which is the device id. */
  iss: sha256TextSchema,
  aud: issuerSchema,
  jti: randomIdSchema,
  iat: secondsSchema,
  exp: secondsSchema,
  /** `jkt` is the thumbprint of the session key. */
  cnf: confirmationSchema,
  /** Left out where the server does not ask for it, and by older command lines (protocol §4.8). */
  posture: v.exactOptional(postureSchema),
};

/** "This session key still belongs to a command line on this machine", by the device key (protocol §4.6). */
export const refreshStatement = defineStatement("nearside-refresh+jwt", "kid", v.strictObject(refreshEntries));
export type RefreshStatement = Read<typeof refreshStatement>;
