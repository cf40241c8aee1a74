import * as v from "valibot";
import { authorizationDetailsSchema } from "../claims.ts";
import { jwsSchema } from "../signing/jws.ts";
import { writtenScopeSchema } from "./written-scope.ts";

/** grant_type of RFC 8693 §2.1. */
export const TOKEN_EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

/** The only token type (RFC 8693 §3) that an exchange accepts and issues. */
export const ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

/**
 * Token exchange response (RFC 8693 §2.2.1). It has no refresh token: a client that needs another token exchanges
 * again. `expires_in` in seconds.
 */
export const exchangeAnswerSchema = v.looseObject({
  access_token: jwsSchema,
  issued_token_type: v.literal(ACCESS_TOKEN_TYPE),
  token_type: v.literal("DPoP"),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(0)),
  scope: writtenScopeSchema,
  /** Present if the token has authorization details (RFC 9396 §7). */
  authorization_details: v.optional(authorizationDetailsSchema),
});
/** The response as it is sent. */
export type WrittenExchangeAnswer = v.InferInput<typeof exchangeAnswerSchema>;
