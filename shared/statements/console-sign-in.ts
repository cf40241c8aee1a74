import * as v from "valibot";
import { issuerSchema } from "../claims.ts";
import { sha256 } from "../encoding/sha256.ts";
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

/**
 * Challenge of the passkey that signs in: SHA-256("nearside/console-sign-in/1" ‖ 0x00 ‖ H(sign-in statement) ‖ 0x00 ‖ thumbprint
 * of the page's session key). 32 bytes.
 */
export const signInChallenge = (statementHash: string, sessionJkt: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/console-sign-in/1\0${statementHash}\0${sessionJkt}`);
