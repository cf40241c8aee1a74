/** The usual cause of each refusal, and what to do about it (docs/reference/errors.md). */
export const refusalCauses = {
  token_missing: { cause: "The request has no Authorization header.", cure: "Send the token and a DPoP proof." },
  scheme_refused: { cause: "The header has Basic or another scheme.", cure: "Send `Authorization: DPoP <token>`." },
  authorization_malformed: {
    cause: "The header is there twice, or has a wrong form.",
    cure: "Send the header once, with the token alone.",
  },
  bearer_refused: { cause: "The program does not support DPoP.", cure: "Use an SDK that sends a proof (RFC 9449)." },
  address_malformed: {
    cause: "The address has another spelling, such as a second slash or dots.",
    cure: "Request the address in its plain form.",
  },
  token_malformed: {
    cause: "It is not a JWT, or is of another server.",
    cure: "Send an access token of this API's server.",
  },
  token_type: { cause: "An ID token or another JWT was sent.", cure: "Send the access token." },
  token_algorithm: { cause: "The token is not signed with ES256.", cure: "Send a token of this API's server." },
  token_issuer: {
    cause: "The API is set to another server, or the token is of another one.",
    cure: "Compare `issuer` in the options with the token's `iss`.",
  },
  token_key_unknown: {
    cause: "The signing key was revoked, or the token is forged.",
    cure: "Log in again. If it happens to everybody, check that the API reads the server's keys.",
  },
  token_signature: { cause: "The token was changed or forged.", cure: "Log in again." },
  token_audience: {
    cause: "The token was requested for another API.",
    cure: "Request one with this API's address: `nearside login --resource`.",
  },
  token_not_yet_valid: { cause: "A clock is wrong.", cure: "Set the clocks automatically (NTP)." },
  token_expired: { cause: "The token has expired.", cure: "Refresh it: SDK and command line do so by themselves." },
  token_status: {
    cause: "The token has no status list, or one of another server.",
    cure: "Update the server and log in again.",
  },
  token_revoked: {
    cause: "The login was ended, or its person, machine or passkey was revoked.",
    cure: "Log in again.",
  },
  token_used: { cause: "A single-use token of a lease was sent twice.", cure: "Get a new token from the lease." },
  proof_missing: { cause: "The program does not support DPoP.", cure: "Use an SDK that sends a proof (RFC 9449)." },
  proof_malformed: { cause: "The header is there twice, or has a wrong form.", cure: "Send exactly one proof." },
  proof_type: { cause: "Another JWT was sent as the proof.", cure: "Send a proof of type dpop+jwt." },
  proof_algorithm: { cause: "The proof is not signed with ES256.", cure: "Sign it with ES256." },
  proof_signature: { cause: "The proof was changed, or its key is another one.", cure: "Make a new proof." },
  proof_method: { cause: "The proof's `htm` is another method.", cure: "Make a proof for each request." },
  proof_address: {
    cause: "The proof's `htu` is another address, or a proxy changes the API's address.",
    cure: "Set `origin` in the options to the address that clients use.",
  },
  proof_key: { cause: "The token belongs to another key or machine.", cure: "Sign with the key of the token." },
  proof_token: { cause: "The proof's `ath` is of another token.", cure: "Make a proof for each request." },
  proof_time: { cause: "A clock is wrong, or the proof is old.", cure: "Set the clocks automatically (NTP)." },
  proof_nonce: { cause: "The API asks for a nonce.", cure: "Repeat the request with the nonce of DPoP-Nonce." },
  proof_replayed: {
    cause: "The request was repeated, or recorded by somebody.",
    cure: "Make a proof for each request.",
  },
  scope_missing: { cause: "The login was granted for less.", cure: "Log in again with the named scope." },
  tool_refused: { cause: "The lease does not name the tool.", cure: "Ask for a lease that names it." },
  authentication_insufficient: {
    cause: "The API asks for a stronger class (`acr_values`).",
    cure: "Log in again in that class.",
  },
  authentication_too_old: { cause: "The API asks for a recent approval (`max_age`).", cure: "Log in again." },
  too_many_requests: {
    cause: "One person's proofs fill their share of the replay store.",
    cure: "Wait, or give the replay store more room.",
  },
  issuer_unavailable: {
    cause: "The API can't reach the login server.",
    cure: "Check the network between API and login server.",
  },
  status_unavailable: {
    cause: "The API can't read the server's status lists.",
    cure: "Check the network between API and login server.",
  },
  replay_store_full: { cause: "The replay store has no room.", cure: "Give it more room, or add API processes." },
  replay_store_unavailable: {
    cause: "The shared replay store does not answer.",
    cure: "Check the store, such as Redis or a database.",
  },
} as const;
