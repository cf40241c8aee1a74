import type { ENDPOINTS } from "./endpoints.ts";

// The codes by which the endpoints of OAuth and OpenID Connect refuse a request. Each set is closed, and the server has the status of
// each code. Only the server imports this file: no client's bundle carries the lists.

/** The codes of an OAuth endpoint, and of every other address that takes a DPoP proof. */
export type OauthCode =
  // RFC 6749 §5.2
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  // RFC 8707 §2
  | "invalid_target"
  // RFC 9396 §5
  | "invalid_authorization_details"
  // OpenID Connect Core Error Code unmet_authentication_requirements 1.0, RFC 9470 §5
  | "unmet_authentication_requirements"
  // RFC 8628 §3.5
  | "authorization_pending"
  | "slow_down"
  | "access_denied"
  | "expired_token"
  // RFC 9449 §5, §8
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  // RFC 7591 §3.2.2
  | "invalid_redirect_uri"
  | "invalid_client_metadata"
  | "invalid_software_statement"
  | "unapproved_software_statement"
  // RFC 6750 §3.1: an initial access token (RFC 7591 §3)
  | "invalid_token"
  // protocol §2: with `server_time`, for the client's one correction
  | "clock_skew";

/** The codes of this server's own resources, which an access token opens (RFC 6750 §3.1, RFC 9449 §7.1). */
export type AccessCode = "invalid_token" | "invalid_dpop_proof" | "use_dpop_nonce" | "insufficient_scope";

/** The refusals of a DPoP proof (RFC 9449 §5, §8; protocol §2). */
export const PROOF_ERRORS = [
  "invalid_dpop_proof",
  "use_dpop_nonce",
  "clock_skew",
] as const satisfies readonly OauthCode[];

/** The endpoints that refuse a request by codes of their own. The public keys are the same for every client. */
type RefusingEndpoint = Exclude<keyof typeof ENDPOINTS, "jwks_uri">;

/**
 * Lists every code with which each endpoint itself refuses a request. The edge adds its own, such as `temporarily_unavailable`. A refused
 * link of the chain has its code in the member `refusal`, beside one of these (`shared/api/api-error.ts`).
 */
export const ENDPOINT_ERRORS = {
  authorization_endpoint: ["invalid_request"],
  device_authorization_endpoint: [
    "clock_skew",
    "invalid_authorization_details",
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "unauthorized_client",
    "unmet_authentication_requirements",
  ],
  introspection_endpoint: ["invalid_client", "invalid_request"],
  registration_endpoint: [
    "invalid_client_metadata",
    "invalid_redirect_uri",
    "invalid_software_statement",
    "invalid_token",
    "unapproved_software_statement",
  ],
  revocation_endpoint: ["invalid_client", "invalid_request", "unauthorized_client"],
  token_endpoint: [
    ...PROOF_ERRORS,
    "access_denied",
    "authorization_pending",
    "expired_token",
    "invalid_authorization_details",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "slow_down",
    "unauthorized_client",
    "unmet_authentication_requirements",
    "unsupported_grant_type",
  ],
  userinfo_endpoint: ["insufficient_scope", "invalid_dpop_proof", "invalid_token", "use_dpop_nonce"],
} as const satisfies Record<RefusingEndpoint, readonly (OauthCode | AccessCode)[]>;

/** The codes with which the address of a status list refuses a request (draft-ietf-oauth-status-list §8). */
export const STATUS_LIST_ERRORS = ["not_found", "not_implemented"] as const;
