// Every duration of the protocol, in seconds.

/** A device, refresh or browser statement (protocol §4.1, §4.6, §3.7). */
export const DEVICE_STATEMENT_SECONDS = 60;
/** A login request (protocol §4.1). */
export const REQUEST_SECONDS = 300;
/** A nonce (protocol §4.3); the server alone judges it. */
export const NONCE_SECONDS = 60;
/** An enrolment request (protocol §3.2). */
export const ENROLMENT_REQUEST_SECONDS = 900;
/** An enrolment ticket (protocol §3.1), unless whoever makes it says otherwise. */
export const TICKET_SECONDS = 900;
/** An enrolment ticket at most, and at least (protocol §3.1): seven days, and as long as it takes to type one. */
export const LONGEST_TICKET_SECONDS = 604_800;
export const SHORTEST_TICKET_SECONDS = 300;
/** A request for a further passkey (protocol §3.10). */
export const PASSKEY_ADDITION_SECONDS = 300;
/** A challenge to a TPM (protocol §3.8): making its endorsement key again takes some TPMs a minute. */
export const KEY_CHALLENGE_SECONDS = 300;
/** Difference between two clocks that is forgiven when `iat` and `exp` are judged (protocol §2). */
export const CLOCK_LEEWAY_SECONDS = 60;
/**
 * The most that an API may forgive where it judges the `exp` of an access token (protocol §4.7). Ours forgives
 * {@link CLOCK_LEEWAY_SECONDS}; other people's libraries know up to five minutes, "no more than a few" (RFC 7519 §4.1.4).
 */
export const LONGEST_API_LEEWAY_SECONDS = 300;
/** How long the server holds a poll open (protocol §4.6). */
export const HELD_POLL_SECONDS = 20;
/** A command line that hung up polls again within this time, or it has gone: its pauses between tries are shorter (protocol §4.6). */
export const COMMAND_LINE_BACK_SECONDS = 5;
/** Within this time the same keys may ask again for an answer that was lost (protocol §4.6). */
export const LOST_TOKEN_ANSWER_SECONDS = 60;
/** Within this time a refresh token that was just rotated may be shown again by the same keys (protocol §4.6). */
export const LOST_REFRESH_ANSWER_SECONDS = 30;
/** No `max_age` (RFC 9470) is judged shorter than this: so long a token may take from the approval to whoever asked for it. */
export const SHORTEST_MAX_AGE_SECONDS = 10;
/** An approval is enough for later ones no longer than this, whatever a rule says (protocol §4.5). */
export const LONGEST_STANDING_SECONDS = 28_800;
/** An access token (protocol §4.6), unless its program has another life. */
export const ACCESS_TOKEN_SECONDS = 900;
/** At least, and at most: an API that reads no status list goes by the token alone. */
export const SHORTEST_ACCESS_TOKEN_SECONDS = 60;
export const LONGEST_ACCESS_TOKEN_SECONDS = 3600;
/** A login, which its refresh tokens renew so long (protocol §4.6), unless its program has another life. */
export const REFRESH_TOKEN_SECONDS = 43_200;
/** At least, and at most: a year. */
export const SHORTEST_REFRESH_TOKEN_SECONDS = 300;
export const LONGEST_REFRESH_TOKEN_SECONDS = 31_536_000;
/** An access token by which a resource server acts for a person (RFC 8693, protocol §4.6), at most. */
export const EXCHANGED_TOKEN_SECONDS = 300;
/** A DPoP proof is accepted so long after its `iat` (RFC 9449 §11.1). */
export const DPOP_PROOF_SECONDS = 60;
/**
 * How long a resource server may go by one copy of a status list (protocol §4.6): what was ended is refused there so much later at
 * most, and the few seconds that the server keeps a list it has made. Shorter, and every API asks all the time.
 */
export const STATUS_LIST_TTL_SECONDS = 15;
/** A copy that nobody may rely on any more: as long as a restart of the server may last before the APIs turn everybody away. */
export const STATUS_LIST_SECONDS = 120;
/** A client assertion may live so long from now on (RFC 7523 §3, item 4): made for one request, and remembered as long. */
export const CLIENT_ASSERTION_SECONDS = 300;
