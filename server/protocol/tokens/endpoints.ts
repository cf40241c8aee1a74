/** Members of the metadata that name an address (RFC 8414 §2, RFC 8628 §4, OpenID Connect Discovery 1.0 §3), and where it is. */
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
