/**
 * The sentences of the refusals that a login, its meeting, its approval and its token meet. It is a file of its own,
 * since the approval page loads these sentences, and no others, when it has to say one of them.
 */
export const LOGIN_REFUSALS = {
  // A statement by itself
  malformed:
    "A message did not have the form that the protocol asks for, so it was ignored. Nothing was approved. Start the login again; if it happens twice, update Nearside on this machine.",
  wrong_type:
    "A message of an unexpected kind arrived, so it was ignored. Nothing was approved. Start the login again.",
  wrong_algorithm:
    "A message was signed with an algorithm that is not accepted here. Nothing was approved. Update Nearside on this machine and start the login again.",
  bad_signature: "A signature is wrong, so the message was ignored. Nothing was approved. Start the login again.",
  key_mismatch: "A message was signed by the wrong key. Nothing was approved. Start the login again.",
  wrong_issuer:
    "A message came from another server than the one this machine is enrolled with. Nothing was approved. Start the login again.",
  wrong_audience: "A message was meant for another server or address. Nothing was approved. Start the login again.",
  clock_skew:
    "This machine's clock is too far from the server's. Set the clock to automatic and start the login again.",
  replayed: "The same message arrived twice, so the second one was ignored. Start the login again.",

  server_key_given_up:
    "The server revoked the keys that signed this, because somebody else may have them. Nothing was approved or enrolled. Start again.",

  // The request
  device_unknown: "This machine is not enrolled with this server. Run `nearside enroll` on it first.",
  client_unknown: "The server does not know this program. Ask your administrator to register it.",
  request_unknown:
    "This login does not exist. It may have been mistyped, or it ended long ago. Start a new one in your terminal.",
  request_mismatch:
    "The message belongs to another login. Nothing was approved. Go back to the login in your terminal.",
  request_expired: "This login has expired. Nothing was approved. Start a new one in your terminal.",
  request_settled: "This login has already been decided. If your terminal still waits, start a new one.",
  request_withdrawn:
    "This login was cancelled in the terminal that started it. Nothing was approved. To log in after all, start a new one there.",
  command_line_gone:
    "No command line is waiting for this login now, so it was not approved. If you ended it, start a new login in your terminal. If the computer slept or lost its network, wait a few seconds until the command line is back, and approve then.",
  device_mismatch:
    "The login does not belong to the machine that it names. Nothing was approved. Start the login again.",
  facts_mismatch:
    "The facts that were shown are not the facts of this login. Nothing was approved. Start the login again and tell your administrator.",

  // The meeting
  started_elsewhere:
    "This login was started on another computer, so it can't be approved here. If you did not start it, somebody may be trying to log in as you: close this page and tell your administrator.",
  not_enrolled:
    "This browser is not enrolled with this server. Run `nearside enroll --browser` in a terminal on this computer.",
  nonce_mismatch:
    "Your browser met the command line from another page or in an earlier attempt. Try again from this page.",
  nonce_used: "This meeting was already used. Try again from this page.",
  nonce_expired: "Meeting your command line took too long. Try again.",
  extension_not_listed: "This browser may not approve logins of that machine. Use the browser that you enrolled on it.",
  handshake_mismatch:
    "The command line's answer does not match what the browser asked. Nothing was approved. Try again.",
  extension_mismatch: "Two different browser extensions took part in one meeting. Nothing was approved. Try again.",
  presence_mismatch: "The browser's statement is about another meeting. Nothing was approved. Try again.",
  loopback_mismatch:
    "The command line was met at another address than the one it named. Nothing was approved. Start the login again.",
  peer_other_account:
    "Another account of this computer tried to meet your command line, and was refused. Your login continues.",
  peer_forwarded:
    "The connection to your command line came through a port forwarder, such as SSH, and was refused. Nothing was approved. Log in on the computer where your browser runs, and never forward the port.",
  peer_unknown:
    "Your organisation asks your command line to check which program met it and that nobody forwards the connection, and it could not. Nothing was approved. Log in outside of containers and restricted accounts.",
  unreachable:
    "Your command line did not answer. It may have ended, or something on this computer blocks the connection. Look at your terminal, and try again.",
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
    "Your organisation does not allow logins from other hosts or containers here, so nothing was asked for. Log in on the computer where your browser runs, or ask your administrator to allow them (policy.remoteHosts).",
  host_unknown:
    "Your organisation does not know the key of this host, so the login was refused. Ask your administrator to add the host's key to the server.",
  host_signature_invalid:
    "The host did not prove that the SSH session is with it, so nothing was approved. Close the session, connect again, and start the login again.",
  place_ended:
    "The SSH session or the container from which this login came has ended, and the login with it. Connect again and start a new one.",
  place_mismatch:
    "This login names two different places, such as this computer and a host, so it was refused. Nothing was approved. Start the login again.",
  relay_mismatch:
    "This computer's keeper did not confirm that it passed the meeting on, so the meeting does not count. Nothing was approved. Start the login again.",

  // The bound set
  not_one_bound_set:
    "This browser and the machine that started the login were not enrolled together. Nothing was approved.",
  bound_set_pending:
    "This machine waits for your administrator, who must type the six words that you read out. Nothing was approved.",
  bound_set_revoked: "An administrator ended this machine's enrolment. Ask for a new ticket if that is a mistake.",
  device_revoked: "This machine's key was revoked. Ask your administrator for a new ticket.",
  device_quarantined:
    "This machine is quarantined: for now it can't log in, and its tokens are refused. Nothing is lost. Ask your administrator to release it; then everything works again.",
  extension_revoked: "This browser's key was revoked. Run `nearside enroll --browser` on this computer.",
  user_inactive: "This account is not active, so nothing was approved. Ask your administrator.",

  // The decision and the approval
  decision_mismatch:
    "The decision is about another meeting, person, machine or request. Nothing was approved. Start the login again.",
  decision_stale:
    "A browser met this login again, so this decision no longer counts. Check the login once more and decide again.",
  typed_unasked:
    "No rule asks for this reason or ticket number any more, so nothing was decided. Continue on this page without it.",
  passkey_not_bound:
    "This passkey does not belong to this machine's enrolment. Use the passkey you enrolled on this computer.",
  passkey_revoked: "This passkey was revoked. Use another one of this computer, or ask your administrator.",
  passkey_synced:
    "This passkey can be copied to other devices, and your organisation asks for one that can't. Use this computer's own authenticator or a security key.",
  backup_state_changed:
    "This passkey now says that it can be copied, which it could not when it was enrolled. Nothing was approved. Tell your administrator.",
  assertion_invalid: "The passkey's answer could not be verified. Nothing was approved. Try again.",
  user_not_verified:
    "The authenticator did not verify you by fingerprint, face or PIN. Nothing was approved. Try again, and let it verify you.",

  proof_too_weak:
    "The program asked for a stronger login than this machine and this passkey can give, so it was not approved. Use another passkey of this computer, or move the machine's key to a better place: `nearside key`.",
  approval_too_old:
    "The program asked for a login that was approved recently, and this one was approved too long ago. Start it again.",

  // Demands of rules on top of the decision (docs/reference/rules.md)
  rule_denied: "A rule of your organisation refuses this login. Nothing was approved.",
  rule_unmet:
    "A rule of your organisation asks for more than this login has, so it gets no token. Start it again, and do what the page asks for.",
  rules_failed: "Your organisation's rules could not be evaluated, so nothing was approved. Tell your administrator.",
  security_key_missing: "A rule asks for the touch of another security key as well. Try again, and touch it too.",
  standing_mismatch:
    "This login was to use an earlier approval, which does not cover it. Nothing was approved. Start the login again.",

  // The approval of other people (protocol §11)
  co_approver_missing:
    "A rule asks other people to approve this login too, and too few of the people whom it names can, so nobody was asked and nothing was approved. Start it again once enough of them count, or tell your administrator.",
  co_approval_lost:
    "Another person approved this login, and that approval no longer counts: that person or their machine may not approve it any more. So it was ended, and nothing was granted. Start the login again, and ask somebody whom the rule names.",
  co_approval_missing:
    "Other people have to approve this login as well, and not enough of them did. Nothing was granted. Wait for them, or start the login again.",
  co_approval_unasked:
    "A person approved this login who was not asked to, so it was refused. Nothing was granted. Start the login again.",
  co_decision_mismatch:
    "The second approver was asked about another login, so their approval does not count. Nothing was granted. Start the login again and tell your administrator.",
  co_same_person:
    "A second approval has to come from another person, and this one does not, so it does not count. Ask somebody else to approve.",
  co_same_machine:
    "A second approval has to come from another machine, and this one does not, so it does not count. Approve on another machine.",
  co_approver_mismatch:
    "The second approval came from another person, machine or browser than the one that was asked, so it does not count. Open the request again in the browser that is enrolled, and approve it there.",
  co_newcomer:
    "The person who wants this login admitted you or your machine a short while ago, so your approval does not count for it. Another person who was asked has to approve.",
  co_decision_stale:
    "This second approval came outside of its time, so it does not count. Open the request again. If it is gone, the login has to be started again.",
  co_answer_mismatch:
    "A question or its answer belongs to another login, so nothing was approved. Open the request again.",
  co_review_mismatch:
    "The second approver's browser did not confirm what it showed, so the second approval does not count. Open the request again and approve it in the same browser.",

  // The token
  token_mismatch:
    "The server's answer belongs to another login, so the token was discarded. Start the login again and tell your administrator.",
  chain_mismatch:
    "The token does not belong to the approval that was given, so it was discarded. Tell your administrator.",
  wrong_user:
    "The server's answer names another person than the one this machine is enrolled for, so it was discarded. Tell your administrator.",
  denied: "The login was denied in the browser, so no token was issued.",
  refresh_reused:
    "The refresh token of this login was used twice, which can mean that it was copied. The login was ended. Log in again.",
  credential_revoked: "This login was ended. Log in again.",

  // A lease (protocol §12)
  lease_over: "This lease has expired, so it issues no more tokens. Ask for a new lease.",
  lease_idle: "This lease was idle for too long, so it issues no more tokens. Ask for a new lease.",
  lease_spent: "All calls of this lease are used up, so it issues no more tokens. Ask for a new lease.",
  lease_ended: "This lease was ended, so it issues no more tokens. Ask for a new lease if you still need one.",
} as const;
