import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { jwksSchema, metadataSchema, serverKeySchema } from "@nearside/shared/oauth/metadata.ts";
import * as v from "valibot";
import { json, type Operations } from "./operation.ts";

const addresses = v.array(v.string());
/** Schema of the members that every answer has (RFC 8414 §2, OpenID Connect Discovery 1.0 §3). Our own clients read fewer. */
const wholeMetadata = v.looseObject({
  ...metadataSchema.entries,
  authorization_endpoint: v.string(),
  introspection_endpoint: v.string(),
  registration_endpoint: v.string(),
  revocation_endpoint: v.string(),
  userinfo_endpoint: v.string(),
  scopes_supported: addresses,
  response_types_supported: addresses,
  grant_types_supported: addresses,
  token_endpoint_auth_methods_supported: addresses,
  dpop_signing_alg_values_supported: addresses,
  acr_values_supported: addresses,
});
const metadata = json("The metadata. Any origin may read it.", wholeMetadata);

export const wellKnownOperations: Operations = {
  "GET /.well-known/oauth-authorization-server": {
    summary: "The metadata of the server.",
    specification: "RFC 8414 §3",
    answers: { 200: metadata },
  },
  "GET /.well-known/openid-configuration": {
    summary: "The same, at the address of OpenID Connect.",
    specification: "OpenID Connect Discovery 1.0 §4",
    answers: { 200: metadata },
  },
  [`GET ${ENDPOINTS.jwks_uri}`]: {
    summary: "The public keys by which the server signs.",
    specification: "RFC 7517 §5; protocol §2",
    answers: {
      200: {
        description: "The keys. Any origin may read them.",
        content: {
          "application/jwk-set+json": v.object({ ...jwksSchema.entries, keys: v.array(serverKeySchema) }),
        },
      },
    },
  },
  "GET /openapi.json": {
    summary: "This document.",
    specification: "OpenAPI 3.1",
    answers: {
      200: json(
        "The document. Any origin may read it.",
        v.looseObject({ openapi: v.literal("3.1.1"), info: v.looseObject({}), paths: v.looseObject({}) }),
      ),
    },
  },
};
