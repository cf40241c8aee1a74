import * as v from "valibot";
import { issuerSchema } from "../claims.ts";
import { randomIdSchema } from "../ids.ts";
import { defineStatement } from "./statement.ts";

/**
 * "A page of this server, in this browser, asks to be signed in to the console", by the extension's key (protocol §8).
 * It says which enrolled browser it is; the passkey says that a person is there.
 */
export const consoleSignIn = defineStatement(
  "nearside-console-sign-in+jwt",
  "jwk",
  v.strictObject({
    aud: issuerSchema,
    /** The server makes it for one sign-in. */
    nonce: randomIdSchema,
  }),
);
