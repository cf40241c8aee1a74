/**
 * The path, below the issuer, of each member of the metadata that names an address (RFC 8414 §2, RFC 8628 §4, OpenID
 * Connect Discovery 1.0 §3). Clients read them from the metadata; only the path of the keys is fixed for all of them
 * (protocol §2).
 */
export const ENDPOINTS = {
  authorization_endpoint: "/oauth/authorize",
  device_authorization_endpoint: "/oauth/device_authorization",
  introspection_endpoint: "/oauth/introspect",
  jwks_uri: "/oauth/jwks",
  registration_endpoint: "/oauth/register",
  revocation_endpoint: "/oauth/revoke",
  token_endpoint: "/oauth/token",
  userinfo_endpoint: "/oauth/userinfo",
} as const;
