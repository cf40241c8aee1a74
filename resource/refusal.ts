/**
 * Every code for which a request is refused, with the HTTP status, the `error` that its client reads (RFC 6750 §3.1,
 * RFC 9449 §7.1 and §9, RFC 9470 §3) and the sentence that a person reads. The set is closed. The sentences keep to the
 * characters of `error_description`: no quotes, no backslash (RFC 6750 §3).
 */
export const REFUSALS = {
  // The presentation. A request without any token is told what it needs, and no error (RFC 6750 §3).
  token_missing: [401, null, "This address needs an access token, sent with a DPoP proof."],
  scheme_refused: [401, null, "The Authorization header is of another kind. Send the token as: Authorization: DPoP."],
  authorization_malformed: [400, "invalid_request", "Send exactly one Authorization header: DPoP and the token."],
  bearer_refused: [
    401,
    "invalid_token",
    "The token is bound to a key, so it is not taken as a Bearer token. Send it as DPoP, with a proof by that key.",
  ],
  address_malformed: [400, "invalid_request", "The address is not written in its plain form."],

  // The token
  token_malformed: [401, "invalid_token", "The access token is not in the form that this API takes."],
  token_type: [401, "invalid_token", "What was sent is signed, but it is no access token."],
  token_algorithm: [401, "invalid_token", "The access token is signed in a way that is not accepted here."],
  token_issuer: [401, "invalid_token", "The access token was made by another server."],
  token_key_unknown: [401, "invalid_token", "The access token is signed by a key that its server does not publish."],
  token_signature: [401, "invalid_token", "The signature of the access token does not fit."],
  token_audience: [401, "invalid_token", "The access token was made for another API. Ask for one for this API."],
  token_not_yet_valid: [
    401,
    "invalid_token",
    "The access token is from the future: two clocks differ. Set them right.",
  ],
  token_expired: [401, "invalid_token", "The access token has expired. Renew it and ask again."],
  token_status: [
    401,
    "invalid_token",
    "The access token does not say in a usable way where its revocation could be read. Log in again.",
  ],
  token_revoked: [401, "invalid_token", "The access token was revoked by its server. Log in again."],
  token_used: [
    401,
    "invalid_token",
    "The access token is for one request, and was used for one already. Ask the lease for another one.",
  ],

  // The proof
  proof_missing: [401, "invalid_dpop_proof", "The token came without a DPoP proof. Send one in the DPoP header."],
  proof_malformed: [401, "invalid_dpop_proof", "The DPoP proof is not in the form of RFC 9449. Send exactly one."],
  proof_type: [401, "invalid_dpop_proof", "What was sent in the DPoP header is no DPoP proof."],
  proof_algorithm: [401, "invalid_dpop_proof", "The DPoP proof is signed in a way that is not accepted here."],
  proof_signature: [401, "invalid_dpop_proof", "The signature of the DPoP proof does not fit its key."],
  proof_method: [401, "invalid_dpop_proof", "The DPoP proof was made for another method."],
  proof_address: [401, "invalid_dpop_proof", "The DPoP proof was made for another address."],
  proof_key: [401, "invalid_token", "The DPoP proof was made by another key than the one the token is bound to."],
  proof_token: [401, "invalid_dpop_proof", "The DPoP proof was made for another token."],
  proof_time: [
    401,
    "invalid_dpop_proof",
    "The time in the DPoP proof is too far from the time here. Set the clock to automatic and make a new proof.",
  ],
  proof_nonce: [401, "use_dpop_nonce", "The DPoP proof must carry the nonce of the DPoP-Nonce header of this answer."],
  proof_replayed: [401, "invalid_dpop_proof", "The same DPoP proof was sent before. Make a new one for each request."],

  // The demands of this address on a valid token
  scope_missing: [
    403,
    "insufficient_scope",
    "The token does not allow this. Log in again and ask for the named scope.",
  ],
  tool_refused: [
    403,
    "insufficient_scope",
    "The lease that this token came out of is not for this tool. Ask the person for a lease that names it.",
  ],
  authentication_insufficient: [
    401,
    "insufficient_user_authentication",
    "This needs a stronger login than the one that the token is from. Log in again in the named way.",
  ],
  authentication_too_old: [
    401,
    "insufficient_user_authentication",
    "This needs a more recent login. Log in again and repeat the request.",
  ],

  // Valid requests, but too many of them
  too_many_requests: [429, null, "Too many requests in the name of one person at once. Try again in a moment."],

  // No mistake of the client
  issuer_unavailable: [503, null, "The keys of the login server cannot be read now. Try again in a moment."],
  status_unavailable: [
    503,
    null,
    "Whether the access token was revoked cannot be read from the login server now. Try again in a moment.",
  ],
  replay_store_full: [503, null, "Too many requests at once to tell repeated ones apart. Try again in a moment."],
  replay_store_unavailable: [503, null, "Repeated requests cannot be told apart now. Try again in a moment."],
} as const satisfies Record<string, readonly [status: number, error: string | null, says: string]>;

export type RefusalCode = keyof typeof REFUSALS;
