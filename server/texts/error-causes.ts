// The meaning, the usual cause and the cure of each error code of an HTTP answer (docs/reference/errors.md). The answer itself has a
// sentence that says more.
import { requestTexts } from "./requests.ts";

export const errorCauses = {
  access_denied: {
    meaning: "The login ended without a token.",
    cause: "The person or a rule refused it, or something was revoked. The member `refusal` says which.",
    cure: "See that refusal below.",
  },
  authorization_pending: {
    meaning: "The login still waits for its approval. This is no failure.",
    cause: "The person, or a second approver, has not decided yet.",
    cure: "Poll again.",
  },
  break_glass_invalid: {
    meaning: "The break-glass code is not valid.",
    cause: "The code was used before, or newer codes replaced it.",
    cure: "Try the next code of the newest sheet.",
  },
  clock_skew: {
    meaning: "A time in the request differs too much from the server's time.",
    cause: "The clock of the client or of the server is wrong.",
    cure: "Set both clocks automatically (NTP). A client may correct its times once, with the member `server_time`.",
  },
  conflict: {
    meaning: "Something changed since the page or the command had read it, so nothing was changed.",
    cause: "Another person or process made a change at the same time.",
    cure: "Load it again, and decide once more.",
  },
  expired_token: {
    meaning: "The login expired before it was approved.",
    cause: "Nobody approved it within its lifetime.",
    cure: "Start a new login.",
  },
  foreign_request: {
    meaning: "The request did not come from a page of this server.",
    cause: "Another site or a program sent it, or a proxy changes the headers Origin or Sec-Fetch-Site.",
    cure: "Use the console's own pages. Do not change those headers in a proxy.",
  },
  insufficient_scope: {
    meaning: "The access token does not have the scope that this address needs.",
    cause: "The login was granted for other scopes.",
    cure: "Log in again and request the scope.",
  },
  invalid_authorization_details: {
    meaning: "authorization_details is not accepted.",
    cause: "It has the wrong form, or a type that the client may not request.",
    cure: "Correct it, or have the client registered with that type.",
  },
  invalid_client: {
    meaning: "The client is unknown or was not authenticated.",
    cause: "The client id is wrong, the client was removed, or its assertion is signed by another key.",
    cure: "Check the client with `nearside-server clients`, and its keys.",
  },
  invalid_client_metadata: {
    meaning: "The metadata of a client is not accepted.",
    cause: "A member has a wrong value, or one that the registration ticket does not allow.",
    cure: "The description names the member. Correct it.",
  },
  invalid_dpop_proof: {
    meaning: "The DPoP proof is missing or not valid.",
    cause: "It is for another method, address, token or key, or was sent before.",
    cure: "Make a new proof for each request (RFC 9449).",
  },
  invalid_grant: {
    meaning: "The device code, code, refresh token or subject token is not valid.",
    cause: "It is unknown, used up, expired, revoked or of another client. The member `refusal` may say which.",
    cure: "Log in again.",
  },
  invalid_redirect_uri: {
    meaning: "A redirect address is not accepted.",
    cause: "It is not a loopback address in the registered form.",
    cure: "Register a loopback address such as http://127.0.0.1/callback.",
  },
  invalid_request: {
    meaning: "The request is missing something, or has something wrong or twice.",
    cause: "A mistake in the program that sends it, or in a form.",
    cure: "The description or the member `fields` names the mistake. Correct it.",
  },
  invalid_scope: {
    meaning: "The scope is not accepted.",
    cause: "The client may not request it, or the login was not granted for it.",
    cure: "Request less, or have the client allowed to request it.",
  },
  invalid_software_statement: {
    meaning: "The software statement is not a signed JWT.",
    cause: "The registration has a damaged statement.",
    cure: "Leave it out: this server accepts none.",
  },
  invalid_target: {
    meaning: "The resource is not accepted.",
    cause: "The client may not request it, or the login was not granted for it.",
    cure: "Check the API's address, or have the client allowed to request it.",
  },
  invalid_token: {
    meaning: "The access token or the registration ticket is not valid.",
    cause: "It has expired, was revoked or used up, or is mistyped.",
    cure: "Refresh the token, log in again, or ask for a new ticket.",
  },
  last_owner: {
    meaning: "The change would leave the server without an active owner.",
    cause: "It suspends, offboards or demotes the last one.",
    cure: "Make another person owner first.",
  },
  last_passkey: {
    meaning: "The change would leave a machine without a passkey.",
    cause: "It removes the last one.",
    cure: "Add another passkey first, or revoke the machine.",
  },
  method_not_allowed: {
    meaning: "The address does not take this HTTP method.",
    cause: "A mistake in the program, or a redirect that changed POST to GET.",
    cure: "Use a method of the header Allow.",
  },
  misdirected_request: {
    meaning: "The request names another host than the server's own.",
    cause: "A proxy does not pass the header Host on, or NEARSIDE_ISSUER is wrong.",
    cure: "Let the proxy pass Host on unchanged, or correct NEARSIDE_ISSUER.",
  },
  not_found: {
    meaning: requestTexts.edge.notFound,
    cause: "The address is wrong, or belongs to another version.",
    cure: "Check the address. Update the older program.",
  },
  not_implemented: {
    meaning: "The server does not support this request.",
    cause: "A status list was requested for another time than now.",
    cure: "Leave the time out.",
  },
  not_permitted: {
    meaning: "The person's role does not allow this.",
    cause: "The role has no such permission (docs/reference/roles.md).",
    cure: "Ask an owner for another role.",
  },
  not_signed_in: {
    meaning: "There is no session, or it has ended.",
    cause: "The session expired, was ended, or its machine or passkey was revoked.",
    cure: "Sign in again.",
  },
  own_enrolment: {
    meaning: "A person tried to admit their own machine.",
    cause: "Two people are needed, so that nobody admits themselves.",
    cure: "Read the six words out to another person who may admit it.",
  },
  part_altered: {
    meaning: "A download is not the file that was built, so it is not handed out.",
    cause: "The file on the server's disk was changed or damaged.",
    cure: "The server's log names the file. Install the server again, and find out who changed it.",
  },
  payload_too_large: {
    meaning: "The request is too long.",
    cause: "It is longer than this address takes.",
    cure: "Send less.",
  },
  rate_limited: {
    meaning: "There were too many requests. Nothing was changed.",
    cause: "A network, machine or person reached a limit. The security log names it.",
    cure: "Wait for the time in the header Retry-After. Change the limit if it is too low.",
  },
  read_too_long: {
    meaning: "A search was stopped. Nothing was changed.",
    cause: "It took too long, or the server was busy with other searches.",
    cure: "Search for less, or try again in half a minute.",
  },
  server_error: {
    meaning: "The server failed.",
    cause: "A mistake in the server.",
    cure: "Try again. The server's log has the error: report it.",
  },
  slow_down: {
    meaning: "The client polls too fast.",
    cause: "It does not wait for the interval.",
    cure: "Wait five seconds longer between polls (RFC 8628).",
  },
  temporarily_unavailable: {
    meaning: "The server can't answer now, or a limit was reached at an OAuth address.",
    cause: "Its database is away, its disk is full, it is shutting down, or there were too many requests.",
    cure: "Wait for the time in the header Retry-After. The server's log says more.",
  },
  touch_invalid: {
    meaning: "The passkey's answer is not for this change.",
    cause: "It was used before, is for another change, or the session changed.",
    cure: "Check the change once more, and use the passkey again.",
  },
  unapproved_software_statement: {
    meaning: "The server accepts no software statements.",
    cause: "The registration has one.",
    cure: "Leave software_statement out.",
  },
  unauthorized_client: {
    meaning: "The client may not do this.",
    cause: "It is registered for another way to log in, or may not exchange tokens.",
    cure: "Have it registered or configured for this.",
  },
  unknown: {
    meaning: "The person, machine or other thing does not exist.",
    cause: "The id is wrong, or it was removed in the meantime.",
    cure: "Load the list again.",
  },
  unmet_authentication_requirements: {
    meaning: "The login can't reach the requested class (`acr_values`).",
    cause: "The machine's key or the passkey is too weak. The description says what to change.",
    cure: "Move the key, or use another passkey, as the description says.",
  },
  unsupported_grant_type: {
    meaning: "The grant type is not supported.",
    cause: "A mistake in the program.",
    cure: "Use a grant type of the server's metadata.",
  },
  unsupported_media_type: {
    meaning: "The request has the wrong content type.",
    cause: "A mistake in the program.",
    cure: "Send the content type that docs/openapi.json names.",
  },
  use_dpop_nonce: {
    meaning: "The DPoP proof needs the server's nonce. This is no failure.",
    cause: "The client has no nonce yet, or an old one.",
    cure: "Repeat the request with the nonce of the header DPoP-Nonce.",
  },
} as const;
