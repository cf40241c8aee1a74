import * as v from "valibot";
import { authorizationDetailsSchema } from "../claims.ts";
import { jwsSchema } from "../signing/jws.ts";
import { writtenScopeSchema } from "./written-scope.ts";

/** Token response (RFC 6749 §5.1, RFC 9449 §5). `expires_in` in seconds. */
export const tokenAnswerSchema = v.looseObject({
  access_token: jwsSchema,
  token_type: v.literal("DPoP"),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(0)),
  refresh_token: v.pipe(v.string(), v.minLength(22), v.maxLength(256)),
  scope: writtenScopeSchema,
  /** Present if the token has authorization details (RFC 9396 §7). */
  authorization_details: v.optional(authorizationDetailsSchema),
  /** Present if the scope has `openid` (OpenID Connect Core 1.0 §3.1.3.3). */
  id_token: v.optional(jwsSchema),
});
export type TokenAnswer = v.InferOutput<typeof tokenAnswerSchema>;
/** The response as it is sent. */
export type WrittenTokenAnswer = v.InferInput<typeof tokenAnswerSchema>;
