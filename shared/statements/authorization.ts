import * as v from "valibot";
import {
  authorizationDetailsSchema,
  codeChallengeSchema,
  issuerSchema,
  redirectUriTextSchema,
  secondsSchema,
} from "../claims.ts";
import { authorizationIdSchema, sha256TextSchema } from "../ids.ts";
import { stepUpEntries } from "../proof/step-up.ts";
import { defineStatement, type Read } from "./statement.ts";

/** Printable ASCII (RFC 6749 appendix A): what is echoed is exactly what came. */
export const printable = v.pipe(v.string(), v.maxLength(1024), v.regex(/^[\x20-\x7e]+$/));

/**
 * "This is what a program asked for", by the server (protocol §6). The page carries it to the extension and back, and the
 * keeper of the machine gets it: nothing is kept until an extension has asked.
 */
export const authorization = defineStatement(
  "nearside-authorization+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: authorizationIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    client: v.strictObject({
      id: v.pipe(v.string(), v.maxLength(128)),
      name: v.pipe(v.string(), v.maxLength(128)),
      /** SHA-256 of what counts of the description, for a program that describes itself at its id (protocol §6.1). */
      document: v.exactOptional(sha256TextSchema),
    }),
    /** The programs that may listen there, as the administrator registered them; any if it is empty. */
    executables: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16)),
    redirect_uri: redirectUriTextSchema,
    code_challenge: codeChallengeSchema,
    /** RFC 9449 §10. */
    dpop_jkt: v.exactOptional(sha256TextSchema),
    scope: v.pipe(v.string(), v.maxLength(1024)),
    resource: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16)),
    authorization_details: authorizationDetailsSchema,
    ...stepUpEntries,
    state: v.exactOptional(printable),
    /** OpenID Connect Core 1.0 §3.1.2.1: for the ID token. */
    nonce: v.exactOptional(printable),
  }),
);
export type Authorization = Read<typeof authorization>;

/** True if a process of that executable may be the program. @param path as the system names it */
export const mayBeProgram = (executables: readonly string[], path: string): boolean =>
  executables.length === 0 ||
  executables.some((one) => (one.startsWith("/") ? one === path : path.split("/").at(-1) === one));

/** "A browser of this machine was sent here by a program", by the extension key (protocol §6). */
export const redirectAsk = defineStatement(
  "nearside-redirect-ask+jwt",
  "jwk",
  v.strictObject({
    /** H(authorization). */
    authorization: sha256TextSchema,
    aud: issuerSchema,
    /** The same as the authorization's. */
    iat: secondsSchema,
  }),
);
