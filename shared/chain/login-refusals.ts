import type { LoginRefusalCode } from "./login-refusal-codes.ts";

/**
 * The part of {@link REFUSALS} that a login, its meeting, its approval and its token meet. It is a file of its own,
 * since the approval page loads these sentences, and no others, when it has to say one of them.
 */
export const LOGIN_REFUSALS = {
  // A statement by itself
  malformed:
    "A message was not in the form the protocol asks for, so it was ignored. Start the login again; if it happens twice, update Nearside on this machine.",
  wrong_type:
    "A message of another kind was sent in place of the one expected, so it was ignored. Start the login again.",
  wrong_algorithm:
    "A message was signed in a way that is not accepted here. Start the login again with a current version of Nearside.",
  bad_signature:
    "A signature did not fit its key, so the message was ignored. Nothing was approved. Start the login again.",
  key_mismatch:
    "A message was signed by another key than the one it had to be signed by. Nothing was approved. Start the login again.",
  wrong_issuer:
    "A message was made by another server than the one this machine is enrolled with. Nothing was approved.",
  wrong_audience: "A message was meant for another server or address. Nothing was approved. Start the login again.",
  clock_skew:
    "This machine's clock is too far from the server's. Set the clock to automatic and start the login again.",
  replayed: "The same message was sent twice. The second one was ignored. Start the login again.",

  server_key_given_up:
    "The server gave up the keys that it signed this with, because somebody else may have them, so it counts no more. Nothing was approved or enrolled. Start again.",

  // The request
  device_unknown: "This machine is not enrolled here. Run `nearside enroll` on it first.",
  client_unknown: "The server does not know this program. Ask your administrator to register it.",
  request_unknown:
    "There is no such login. It may have been typed wrongly or ended long ago. Start a new one in your terminal.",
  request_mismatch:
    "The message belongs to another login. Nothing was approved. Go back to the login in your terminal.",
  request_expired: "This login has expired. Nothing was approved. Start a new one in your terminal.",
  request_settled: "This login has already been decided. If your terminal still waits, start a new one.",
  request_withdrawn:
    "The command line that started this login has ended it, so nobody waits for it any more. Nothing was approved. To log in after all, start a new one in your terminal.",
  command_line_gone:
    "No command line waits for this login at the moment, so it was not approved. If you ended it, start a new one in your terminal; if the computer slept or the network broke off, it comes back within seconds, and you can approve then.",
  device_mismatch:
    "The login and the machine that is said to have started it do not belong together. Nothing was approved.",
  facts_mismatch:
    "What was shown is not what was asked for. Nothing was approved. Start the login again and tell your administrator.",

  // The meeting
  started_elsewhere:
    "This login was started on another computer, so it cannot be approved here. If you did not start it, somebody may be trying to use your name: close this page, approve nothing.",
  not_enrolled:
    "This browser is not enrolled with this server. Run `nearside enroll --browser` in a terminal on this computer.",
  nonce_mismatch:
    "The meeting with your command line belongs to another page or another try. Try again from this page.",
  nonce_used: "This meeting was already used. Try again from this page.",
  nonce_expired: "Meeting your command line took too long. Try again.",
  extension_not_listed:
    "This browser's extension may not approve logins of that machine. Use the browser that you enrolled on it.",
  handshake_mismatch:
    "The answer of the command line does not fit the question that was asked. Nothing was approved. Try again.",
  extension_mismatch: "Two different browser extensions took part in one meeting. Nothing was approved. Try again.",
  presence_mismatch: "The browser's statement is about another meeting. Nothing was approved. Try again.",
  loopback_mismatch:
    "The command line was met at another address than the one it named. Nothing was approved. Start the login again.",
  peer_other_account:
    "Another account of this computer tried to meet your command line. It was turned away; your login goes on.",
  peer_forwarded:
    "The connection to your command line came through a port forwarder (such as SSH). It was turned away. Log in on the computer where your browser runs, and never forward the port.",
  peer_unknown:
    "Your command line could not see which program met it, or that nobody forwards the connection, and your organisation asks for that. Log in without a container, a restricted account or a hidden program in between.",
  unreachable:
    "Your command line did not answer. It may have ended, or something on this computer blocks the connection.",
  permission_missing:
    "The Nearside extension lost its permission to reach your command line. Click its icon and allow it again.",
  issuer_not_allowed:
    "Your organisation's settings for this browser do not allow this server, so nothing was approved or enrolled. Use the server that your organisation runs, or ask your administrator to allow this one.",
  settings_unreadable:
    "The settings that your organisation made for Nearside in this browser could not be read, so nothing was approved or enrolled. Try again in a few seconds; if it stays so, tell your administrator.",
  other_session:
    "Another browser window has met this login since. Continue there, or reload this page to meet it here.",

  // A login from elsewhere (protocol §10)
  place_not_allowed:
    "Your organisation does not allow logins from other hosts or containers here, so nothing was asked for. Log in on the computer where your browser runs, or ask your administrator.",
  host_unknown:
    "The key of this host is not one that your organisation knows, so the login was refused. Ask your administrator to enrol the host's key with the server.",
  host_signature_invalid:
    "The host did not prove that the SSH session is with it, so nothing was approved. Close the session, connect again, and start the login again.",
  place_ended:
    "The SSH session or the container from which this login came has ended, and the login with it. Connect again and start a new one.",
  place_mismatch:
    "A login on this computer and one from another host or container were mixed up, so it was refused. Nothing was approved. Start the login again.",
  relay_mismatch:
    "This computer's keeper did not say that it passed the meeting on, so it does not count. Nothing was approved. Start the login again.",

  // The bound set
  not_one_bound_set:
    "This browser and the machine that started the login were not enrolled together. Nothing was approved.",
  bound_set_pending: "This machine's enrolment waits for your administrator, who must type the six words you read out.",
  bound_set_revoked:
    "This machine's enrolment was ended by an administrator. Ask for a new ticket if that is a mistake.",
  device_revoked: "This machine's key was revoked. Ask your administrator for a new ticket.",
  device_quarantined:
    "This machine is quarantined, so nothing of it counts for now: no login, and no token that it got. Nothing is lost. Ask your administrator: once they release it, everything counts again.",
  extension_revoked: "This browser's key was revoked. Run `nearside enroll --browser` on this computer.",
  user_inactive: "This account is not active. Ask your administrator.",

  // The decision and the approval
  decision_mismatch:
    "The decision is about another meeting, person, machine or request. Nothing was approved. Start the login again.",
  decision_stale:
    "The login was met again since, so this decision no longer counts. Look at it once more and decide again.",
  typed_unasked:
    "A reason or the number of a ticket was sent that no rule asks for now, so nothing was decided. Go on from this page without it.",
  passkey_not_bound:
    "This passkey does not belong to this machine's enrolment. Use the passkey you enrolled on this computer.",
  passkey_revoked: "This passkey was revoked. Use another one of this computer, or ask your administrator.",
  passkey_synced:
    "This passkey can be copied to other devices, and your organisation asks for one that cannot. Use this computer's own authenticator or a security key.",
  backup_state_changed:
    "This passkey now says that it can be copied, which it could not when it was enrolled. Nothing was approved. Tell your administrator.",
  assertion_invalid: "The passkey's answer could not be verified. Nothing was approved. Try again.",
  user_not_verified:
    "The authenticator did not check that it is you (fingerprint, face or PIN). Try again and let it check.",

  proof_too_weak:
    "A stronger login was asked for than this machine and this passkey can give, so it was not approved. Use another passkey of this computer, or see `nearside key` for a better place for its key.",
  approval_too_old: "A login approved just now was asked for, and this one was approved too long ago. Start it again.",

  // Demands of rules on top of the decision (docs/reference/rules.md)
  rule_denied: "A rule of your organisation does not allow this login. Nothing was approved.",
  rule_unmet: "A rule of your organisation asks for more than this login has, so it was not approved.",
  rules_failed: "Your organisation's rules could not be judged, so nothing was approved. Tell your administrator.",
  security_key_missing: "A rule asks for the touch of another security key as well. Try again, and touch it too.",
  standing_mismatch: "An earlier approval was to be enough, but it does not fit this login. Start the login again.",

  // The approval of other people (protocol §11)
  co_approval_missing:
    "Other people have to approve this login as well, and not enough of them did. Nothing was granted. Wait for them, or start the login again.",
  co_approval_unasked:
    "Somebody approved who was not asked to, so the login was refused. Nothing was granted. Start the login again.",
  co_decision_mismatch:
    "What a second person was asked is not about this login, so their approval does not count. Nothing was granted. Start the login again and tell your administrator.",
  co_same_person:
    "A second approval has to come from another person, and this one does not, so it does not count. Ask somebody else to approve.",
  co_same_machine:
    "A second approval has to come from another machine, and this one does not, so it does not count. Approve on another machine.",
  co_approver_mismatch:
    "The second approval is not by the person, machine or browser that was asked, so it does not count. Open the request again in the browser that is enrolled, and approve it there.",
  co_newcomer:
    "The person who wants this login let you in a short while ago, so your approval does not count for it. Somebody else who was asked has to approve.",
  co_decision_stale:
    "The time for this second approval is over, or had not begun, so it does not count. Open the request again; if it is gone, the login has to be started again.",
  co_answer_mismatch: "A question or its answer is not of this login, so nothing was approved. Open the request again.",
  co_review_mismatch:
    "The browser that was asked did not vouch for what was shown, so the second approval does not count. Open the request again and approve it in the same browser.",

  // The token
  token_mismatch:
    "The server's answer is not for this login, so the token was thrown away. Start the login again and tell your administrator.",
  chain_mismatch:
    "The token does not rest on the approval that was given. It was thrown away. Tell your administrator.",
  wrong_user:
    "The server's answer is for another person than the one this machine is enrolled for, so it was thrown away. Tell your administrator.",
  denied: "The login was denied in the browser. Nothing was approved.",
  refresh_reused:
    "What renews this login was used a second time, which can mean that it was copied. So the login was ended. Log in again.",
  credential_revoked: "This login was ended. Log in again.",

  // A lease (protocol §12)
  lease_over: "The time of this lease is over, so nothing more comes out of it. Ask for a new lease.",
  lease_idle: "This lease lay idle for longer than it may, so nothing more comes out of it. Ask for a new lease.",
  lease_spent: "All calls of this lease are used up, so nothing more comes out of it. Ask for a new lease.",
  lease_ended: "This lease was ended, so nothing more comes out of it. Ask for a new lease if you still need one.",
} as const satisfies Record<LoginRefusalCode, string>;
