/** Members of the metadata that name an address (RFC 8414 §2, RFC 8628 §4, OpenID Connect Discovery 1.0 §3), and where it is. */
export const ENDPOINTS = {
  device_authorization_endpoint: "/oauth/device_authorization",
  jwks_uri: "/oauth/jwks",
  token_endpoint: "/oauth/token",
  userinfo_endpoint: "/oauth/userinfo",
} as const;
