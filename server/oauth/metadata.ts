import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { CLIENT_ALGORITHMS } from "../clients/client-keys.ts";
import type { Config } from "../config/config.ts";

/** Authorization server metadata (RFC 8414 §2, RFC 8628 §4, RFC 9449 §5.1, RFC 7591 §3, RFC 7009, RFC 7662, RFC 9701 §7). Only what is there. */
export const metadataOf = ({ issuer, clients, policy }: Pick<Config, "issuer" | "clients" | "policy">) => ({
  issuer,
  jwks_uri: `${issuer}/oauth/jwks`,
  device_authorization_endpoint: `${issuer}/oauth/device_authorization`,
  token_endpoint: `${issuer}/oauth/token`,
  revocation_endpoint: `${issuer}/oauth/revoke`,
  introspection_endpoint: `${issuer}/oauth/introspect`,
  registration_endpoint: `${issuer}/oauth/register`,
  scopes_supported: [...new Set(clients.flatMap(({ scopes }) => scopes))].sort(),
  response_types_supported: [],
  grant_types_supported: [DEVICE_CODE_GRANT, "refresh_token"],
  token_endpoint_auth_methods_supported: ["none"],
  revocation_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
  revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  introspection_endpoint_auth_methods_supported: ["private_key_jwt"],
  introspection_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  introspection_signing_alg_values_supported: ["ES256"],
  dpop_signing_alg_values_supported: ["ES256"],
  nearside_key_attestation: policy.tpmRoots === undefined ? [] : ["tpm"],
});
