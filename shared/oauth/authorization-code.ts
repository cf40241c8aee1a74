import * as v from "valibot";
import { authorizationDetailsSchema } from "../claims.ts";
import { jwsSchema } from "../signing/jws.ts";
import { writtenScopeSchema } from "./written-scope.ts";

/** grant_type of RFC 6749 §4.1.3. */
export const AUTHORIZATION_CODE_GRANT = "authorization_code";

/** The answer to the keeper's poll once the login is approved (protocol §6): the code is for the program, and for nobody else. */
export const codeAnswerSchema = v.strictObject({
  authorization_code: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  expires_in: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type CodeAnswer = v.InferOutput<typeof codeAnswerSchema>;

/**
 * The token response for a program that only knows a redirect (RFC 6749 §5.1, RFC 6750 §4, RFC 9449 §5): a bearer token, unless the program
 * proved a key. It has no refresh token.
 */
export const programAnswerSchema = v.looseObject({
  access_token: jwsSchema,
  token_type: v.picklist(["Bearer", "DPoP"]),
  expires_in: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  scope: writtenScopeSchema,
  authorization_details: v.optional(authorizationDetailsSchema),
  id_token: v.optional(jwsSchema),
});
/** The response as it is sent. */
export type ProgramAnswer = v.InferInput<typeof programAnswerSchema>;
