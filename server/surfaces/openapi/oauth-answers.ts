import { secondsSchema } from "@nearside/shared/claims.ts";
import { proofSchema } from "@nearside/shared/proof/proof-tier.ts";
import * as v from "valibot";

// No client of ours reads these answers, so no schema parses them. These schemas are for the document, and its test compares them
// with real answers.

const texts = v.array(v.string());

/** Schema of an introspection response (RFC 7662 §2.2, RFC 9449 §6.2, RFC 9470 §6.2, RFC 9396 §9.2, protocol §4.6). */
export const introspectionSchema = v.variant("active", [
  v.strictObject({ active: v.literal(false) }),
  v.looseObject({
    active: v.literal(true),
    token_type: v.picklist(["DPoP", "Bearer"]),
    iss: v.string(),
    sub: v.string(),
    aud: texts,
    client_id: v.string(),
    scope: v.optional(v.string()),
    jti: v.string(),
    iat: secondsSchema,
    exp: secondsSchema,
    auth_time: secondsSchema,
    acr: v.string(),
    amr: texts,
    cnf: v.optional(v.object({ jkt: v.string() })),
    authorization_details: v.optional(v.array(v.looseObject({ type: v.string() }))),
    act: v.optional(v.looseObject({ sub: v.string() })),
    device: v.string(),
    request: v.string(),
    chain: v.string(),
    proof: v.optional(proofSchema),
  }),
]);

/** Schema of a client information response (RFC 7591 §3.2.1). */
export const clientInformationSchema = v.looseObject({
  client_id: v.string(),
  client_id_issued_at: secondsSchema,
  client_name: v.string(),
  token_endpoint_auth_method: v.picklist(["none", "private_key_jwt"]),
  grant_types: texts,
  response_types: texts,
  redirect_uris: v.optional(texts),
  nearside_executables: v.optional(texts),
  scope: v.optional(v.string()),
  jwks: v.optional(v.looseObject({ keys: v.array(v.looseObject({})) })),
  nearside_resources: texts,
  nearside_lifetimes: v.optional(v.object({ access_token: v.number(), refresh_token: v.number() })),
  nearside_exchange: v.optional(v.object({ resources: texts, scopes: texts })),
});
