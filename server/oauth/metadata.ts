import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import type { Config } from "../config/config.ts";

/** Authorization server metadata (RFC 8414 §2, RFC 8628 §4, RFC 9449 §5.1, RFC 7591 §3). Only what is there. */
export const metadataOf = ({ issuer, clients, policy }: Pick<Config, "issuer" | "clients" | "policy">) => ({
  issuer,
  jwks_uri: `${issuer}/oauth/jwks`,
  device_authorization_endpoint: `${issuer}/oauth/device_authorization`,
  token_endpoint: `${issuer}/oauth/token`,
  registration_endpoint: `${issuer}/oauth/register`,
  scopes_supported: [...new Set(clients.flatMap(({ scopes }) => scopes))].sort(),
  response_types_supported: [],
  grant_types_supported: [DEVICE_CODE_GRANT, "refresh_token", TOKEN_EXCHANGE_GRANT],
  token_endpoint_auth_methods_supported: ["none"],
  dpop_signing_alg_values_supported: ["ES256"],
  nearside_key_attestation: policy.tpmRoots === undefined ? [] : ["tpm"],
});
