// Every duration of the protocol, in seconds.

/** A device, refresh or browser statement (protocol §4.1, §4.6, §3.7). */
export const DEVICE_STATEMENT_SECONDS = 60;
/** A login request (protocol §4.1). */
export const REQUEST_SECONDS = 300;
/** A nonce (protocol §4.3); the server alone judges it. */
export const NONCE_SECONDS = 60;
/** What a program asked the authorization endpoint for (protocol §6). */
export const AUTHORIZATION_SECONDS = 300;
/** A keeper answers for the program within this time, or none runs there (protocol §6). */
export const VOUCH_SECONDS = 60;
/** An authorization code (protocol §6). */
export const CODE_SECONDS = 60;
/** The access token of a program that only knows a redirect (protocol §6), unless the server is set otherwise. */
export const BEARER_TOKEN_SECONDS = 300;
/** An enrolment request (protocol §3.2). */
export const ENROLMENT_REQUEST_SECONDS = 900;
/** An enrolment ticket (protocol §3.1), unless its maker sets another life. */
export const TICKET_SECONDS = 900;
/**
 * The longest and the shortest life of an enrolment ticket (protocol §3.1): seven days, and the time that it takes to
 * type one.
 */
export const LONGEST_TICKET_SECONDS = 604_800;
export const SHORTEST_TICKET_SECONDS = 300;
/** A request for a further passkey (protocol §3.10). */
export const PASSKEY_ADDITION_SECONDS = 300;
/** A challenge to a TPM (protocol §3.8): some TPMs need a minute to make their endorsement key again. */
export const KEY_CHALLENGE_SECONDS = 300;
/** The difference between two clocks that is tolerated when `iat` and `exp` are judged (protocol §2). */
export const CLOCK_LEEWAY_SECONDS = 60;
/**
 * The most leeway that an API may give when it judges the `exp` of an access token (protocol §4.7). Ours gives {@link
 * CLOCK_LEEWAY_SECONDS}; other people's libraries allow up to five minutes, "no more than a few" (RFC 7519 §4.1.4).
 */
export const LONGEST_API_LEEWAY_SECONDS = 300;
/** The time for which the server holds a poll open (protocol §4.6). */
export const HELD_POLL_SECONDS = 20;
/**
 * A command line that hung up polls again within this time, else it is gone: its pauses between tries are shorter
 * (protocol §4.6).
 */
export const COMMAND_LINE_BACK_SECONDS = 5;
/** Within this time the same keys may fetch a lost token response again (protocol §4.6). */
export const LOST_TOKEN_ANSWER_SECONDS = 60;
/** Within this time the same keys may show a refresh token again that was just rotated (protocol §4.6). */
export const LOST_REFRESH_ANSWER_SECONDS = 30;
/**
 * No `max_age` (RFC 9470) counts as shorter than this, which is the time that a token may take from the approval to its
 * client.
 */
export const SHORTEST_MAX_AGE_SECONDS = 10;
/** An approval stands for later logins no longer than this, whatever a rule says (protocol §4.5). */
export const LONGEST_STANDING_SECONDS = 28_800;
/** An access token (protocol §4.6), unless its program has another life. */
export const ACCESS_TOKEN_SECONDS = 900;
/** The shortest and the longest life of an access token: an API that reads no status list relies on the token alone. */
export const SHORTEST_ACCESS_TOKEN_SECONDS = 60;
export const LONGEST_ACCESS_TOKEN_SECONDS = 3600;
/** The time for which refresh tokens renew a login (protocol §4.6), unless its program has another life. */
export const REFRESH_TOKEN_SECONDS = 43_200;
/** The shortest and the longest such time: the longest is a year. */
export const SHORTEST_REFRESH_TOKEN_SECONDS = 300;
export const LONGEST_REFRESH_TOKEN_SECONDS = 31_536_000;
/** The longest life of an access token by which a resource server acts for a person (RFC 8693, protocol §4.6). */
export const EXCHANGED_TOKEN_SECONDS = 300;
/** A DPoP proof is accepted for this time after its `iat` (RFC 9449 §11.1). */
export const DPOP_PROOF_SECONDS = 60;
/**
 * The time for which a resource server may use one copy of a status list (protocol §4.6). A revoked token is refused
 * there at most this much later, plus the few seconds for which the server keeps a list that it has made. A shorter
 * time would make every API ask all the time.
 */
export const STATUS_LIST_TTL_SECONDS = 15;
/**
 * The life of a status list, after which no copy may be relied on. A restart of the server may take this long before
 * the APIs refuse all clients.
 */
export const STATUS_LIST_SECONDS = 120;
/**
 * The longest life of a client assertion from now on (RFC 7523 §3, item 4): it is made for one request, and is
 * remembered as long.
 */
export const CLIENT_ASSERTION_SECONDS = 300;
/** The shortest and the longest lease, and so the shortest and the longest time that one may lie idle (protocol §12). */
export const SHORTEST_LEASE_SECONDS = 60;
export const LONGEST_LEASE_SECONDS = 86_400;
/** A second approver answers what the server asks within this time, or is asked again (protocol §11). */
export const CO_DECISION_SECONDS = 300;
/** A command line fetches its token within this time after the last second approver approved (protocol §11). */
export const SECONDED_REDEMPTION_SECONDS = 300;
/** The shortest and the longest time within which second approvers have to approve (protocol §11). */
export const SHORTEST_WITHIN_SECONDS = 300;
export const LONGEST_WITHIN_SECONDS = 86_400;
/** A token out of a lease (protocol §12), and never beyond the lease. */
export const LEASE_TOKEN_SECONDS = 300;
