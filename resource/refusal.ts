/**
 * Every code for which a request is refused, with the HTTP status, the `error` that its client reads (RFC 6750 §3.1,
 * RFC 9449 §7.1 and §9, RFC 9470 §3) and the sentence that a person reads. The set is closed. The sentences keep to the
 * characters of `error_description`: no quotes, no backslash (RFC 6750 §3).
 */
export const REFUSALS = {
  // The presentation. A request without any token is told what it needs, and no error (RFC 6750 §3).
  token_missing: [401, null, "This address needs an access token and a DPoP proof."],
  scheme_refused: [401, null, "The Authorization header has another scheme. Send the token as: Authorization: DPoP."],
  authorization_malformed: [400, "invalid_request", "Send exactly one Authorization header: DPoP and the token."],
  bearer_refused: [
    401,
    "invalid_token",
    "The token is bound to a key, so it is not accepted as a Bearer token. Send it as DPoP, with a proof by that key.",
  ],
  address_malformed: [
    400,
    "invalid_request",
    "The address is not in its plain form. Request it without extra slashes and dots.",
  ],

  // The token
  token_malformed: [401, "invalid_token", "The access token does not have the form that this API takes."],
  token_type: [401, "invalid_token", "This is a signed token, but not an access token. Send the access token."],
  token_algorithm: [401, "invalid_token", "The access token is signed with an algorithm that is not accepted here."],
  token_issuer: [401, "invalid_token", "The access token comes from another server. Log in at the server of this API."],
  token_key_unknown: [
    401,
    "invalid_token",
    "The access token is signed by a key that its server does not publish. Log in again.",
  ],
  token_signature: [401, "invalid_token", "The signature of the access token is wrong. Log in again."],
  token_audience: [401, "invalid_token", "The access token is for another API. Request one for this API."],
  token_not_yet_valid: [
    401,
    "invalid_token",
    "The access token is from the future, so a clock is wrong. Set the clocks to automatic.",
  ],
  token_expired: [401, "invalid_token", "The access token has expired. Refresh it and try again."],
  token_status: [
    401,
    "invalid_token",
    "The access token does not name a usable status list, so its revocation can't be checked. Log in again.",
  ],
  token_revoked: [401, "invalid_token", "The access token was revoked. Log in again."],
  token_used: [
    401,
    "invalid_token",
    "The access token is for one request and was already used. Get another one from the lease.",
  ],

  // The proof
  proof_missing: [401, "invalid_dpop_proof", "The request has no DPoP proof. Send one in the DPoP header."],
  proof_malformed: [401, "invalid_dpop_proof", "The DPoP proof does not have the form of RFC 9449. Send exactly one."],
  proof_type: [401, "invalid_dpop_proof", "The DPoP header does not have a DPoP proof. Send one of type dpop+jwt."],
  proof_algorithm: [
    401,
    "invalid_dpop_proof",
    "The DPoP proof is signed with an algorithm that is not accepted here. Sign it with ES256.",
  ],
  proof_signature: [401, "invalid_dpop_proof", "The signature of the DPoP proof is wrong. Make a new proof."],
  proof_method: [401, "invalid_dpop_proof", "The DPoP proof is for another method. Make a new one for each request."],
  proof_address: [401, "invalid_dpop_proof", "The DPoP proof is for another address. Make a new one for each request."],
  proof_key: [401, "invalid_token", "The DPoP proof is signed by another key than the one that the token is bound to."],
  proof_token: [401, "invalid_dpop_proof", "The DPoP proof is for another token. Make a new one for each request."],
  proof_time: [
    401,
    "invalid_dpop_proof",
    "The time of the DPoP proof differs too much from the time here. Set the clock to automatic and make a new proof.",
  ],
  proof_nonce: [401, "use_dpop_nonce", "The DPoP proof must have the nonce of this answer's DPoP-Nonce header."],
  proof_replayed: [401, "invalid_dpop_proof", "The DPoP proof was sent before. Make a new one for each request."],

  // The demands of this address on a valid token
  scope_missing: [
    403,
    "insufficient_scope",
    "The token does not have the scope for this. Log in again and request the named scope.",
  ],
  tool_refused: [
    403,
    "insufficient_scope",
    "The lease of this token does not include this tool. Ask the person for it: nearside lease request --tool.",
  ],
  authentication_insufficient: [
    401,
    "insufficient_user_authentication",
    "This needs a stronger login than the token has. Log in again with the named class.",
  ],
  authentication_too_old: [
    401,
    "insufficient_user_authentication",
    "This needs a more recent login. Log in again and repeat the request.",
  ],

  // Valid requests, but too many of them
  too_many_requests: [429, null, "There are too many requests in this person's name. Try again in a moment."],

  // No mistake of the client
  issuer_unavailable: [503, null, "The login server's keys can't be read now. Try again in a moment."],
  status_unavailable: [
    503,
    null,
    "The login server's revocations can't be read now, so the token can't be checked. Try again in a moment.",
  ],
  replay_store_full: [503, null, "There are too many requests to detect repeated ones. Try again in a moment."],
  replay_store_unavailable: [503, null, "Repeated requests can't be detected now. Try again in a moment."],
} as const satisfies Record<string, readonly [status: number, error: string | null, says: string]>;

export type RefusalCode = keyof typeof REFUSALS;

/**
 * The sentences for an agent, where those above send a person to log in: it uses the token of a lease (protocol §12), and can only ask its person.
 * They keep to the same characters.
 */
export const REFUSALS_OF_LEASES: Partial<Readonly<Record<RefusalCode, string>>> = {
  token_revoked: "The lease of this token was ended. Only the person can start another one: nearside lease run.",
  scope_missing:
    "The lease of this token does not have the scope for this. Ask the person for the named scope: nearside lease request --scope.",
  authentication_insufficient:
    "This needs a stronger approval than that of the lease. Ask the person to approve it again: nearside lease request.",
  authentication_too_old:
    "This needs a more recent approval than that of the lease. Ask the person to approve it again: nearside lease request.",
};
