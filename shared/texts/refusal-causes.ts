// The usual cause of each refusal of a login, and what an operator or an implementer does about it (docs/reference/errors.md). The sentences
// for the person are in login-refusals.ts.

export const loginRefusalCauses = {
  malformed: {
    cause:
      "A program sent a statement with a missing, unknown or wrong member, or two versions of Nearside do not fit.",
    cure: "Update the older program. If you wrote the program, compare the statement with its table in docs/protocol.md.",
  },
  wrong_type: {
    cause: "The `typ` of a statement is not the one of this place: two statements were mixed up.",
    cure: "Send the statement that the protocol names for this member.",
  },
  wrong_algorithm: {
    cause: "The `alg` of a statement is not ES256.",
    cure: "Sign with ES256, or update the program.",
  },
  bad_signature: {
    cause: "The statement was changed after it was signed, or it was signed with another key.",
    cure: "Start again. If it happens again, look for a proxy or a program that changes requests.",
  },
  key_mismatch: {
    cause: "The key that signed is not the key that the statement or the request names.",
    cure: "Start again. If it happens again, check that one program alone uses this login or machine.",
  },
  wrong_issuer: {
    cause: "The machine or browser is enrolled with another server, or the server's address has changed.",
    cure: "Use the server that the machine is enrolled with. A server keeps its NEARSIDE_ISSUER for good.",
  },
  wrong_audience: {
    cause: "The statement names another server, or a proxy changes the server's address.",
    cure: "Check that clients and NEARSIDE_ISSUER have the same address.",
  },
  clock_skew: {
    cause: "The clock of the machine or of the server is wrong by more than the allowed leeway.",
    cure: "Let both clocks be set automatically (NTP).",
  },
  replayed: {
    cause: "A request was repeated by a program or a proxy, or somebody recorded it.",
    cure: "Make a new statement for each request. Do not let a proxy repeat requests.",
  },
  server_key_given_up: {
    cause: "An administrator revoked the signing keys with `nearside-server keys rotate --now`.",
    cure: "Start the login or the enrolment again.",
  },
  device_unknown: {
    cause: "The machine was never enrolled with this server, or it was enrolled after the backup that was restored.",
    cure: "Enrol the machine: `nearside enroll`.",
  },
  client_unknown: {
    cause: "The program is not registered, was removed, or its client id is mistyped.",
    cure: "Register it: `nearside-server clients add`.",
  },
  request_unknown: {
    cause: "The link or the number is mistyped, or the login ended long ago.",
    cure: "Start a new login.",
  },
  request_mismatch: {
    cause: "A statement names another login than the one of this request.",
    cure: "Start the login again, and keep to one page for each login.",
  },
  request_expired: { cause: "Nobody approved the login within its lifetime.", cure: "Start a new login." },
  request_settled: {
    cause: "The login was approved, denied or refused before, perhaps in another window.",
    cure: "Look at the terminal. Start a new login if it still waits.",
  },
  request_withdrawn: {
    cause: "The person pressed Ctrl-C, or the program that asked has ended.",
    cure: "Start a new login.",
  },
  command_line_gone: {
    cause: "The command line ended, the computer slept, or the network failed.",
    cure: "Wait a few seconds, or start a new login.",
  },
  device_mismatch: {
    cause: "The request and the statement of the machine name different machines.",
    cure: "Start again. If it happens again, report it: a server or a program mixes up logins.",
  },
  facts_mismatch: {
    cause: "The server sent the page other facts than the machine had signed.",
    cure: "Treat it as an attack until you know better, and check the server.",
  },
  started_elsewhere: {
    cause:
      "A person opened the link of a login that was started on another computer. This is what phishing looks like.",
    cure: "Find out who sent the link. The security log names the machine that started the login.",
  },
  not_enrolled: {
    cause: "The browser's profile was never enrolled, or its extension was removed and installed again.",
    cure: "Run `nearside enroll --browser` on this computer.",
  },
  nonce_mismatch: {
    cause: "Two pages or two attempts of the same login were mixed up.",
    cure: "Reload the page and try again.",
  },
  nonce_used: { cause: "The page sent the same meeting twice.", cure: "Reload the page and try again." },
  nonce_expired: {
    cause: "The browser needed too long to reach the command line, or a clock is wrong.",
    cure: "Try again. Check the clocks if it happens again.",
  },
  extension_not_listed: {
    cause: "The extension belongs to another enrolment than the machine.",
    cure: "Approve in the browser that was enrolled on this machine, or run `nearside enroll --browser`.",
  },
  handshake_mismatch: {
    cause: "The command line answered another question, or another program listens on its port.",
    cure: "Start the login again. If it happens again, look for the program that uses the port.",
  },
  extension_mismatch: {
    cause: "Two browsers or two extensions took part in the same meeting.",
    cure: "Close the page in all but one browser, and try again.",
  },
  presence_mismatch: {
    cause: "The browser signed for another meeting, such as that of an earlier attempt.",
    cure: "Reload the page and try again.",
  },
  loopback_mismatch: {
    cause: "The browser reached another address or port than the command line had named.",
    cure: "Start the login again. Look for a port forwarder or a proxy on this computer.",
  },
  peer_other_account: {
    cause: "A program of another account of this computer connected to the command line's port.",
    cure: "Nothing, if your login continued. Otherwise find out which account it was.",
  },
  peer_forwarded: {
    cause: "The loopback port was forwarded, such as by `ssh -L` or an editor's remote extension.",
    cure: "Do not forward the port. For logins on another host, see docs/how-to/work-over-ssh.md.",
  },
  peer_unknown: {
    cause: "A container, a sandbox or missing rights hide which program connected.",
    cure: "Run the command line outside, or change the rule that asks for this check.",
  },
  unreachable: {
    cause: "The command line has ended, or a firewall, a proxy or a policy of the browser blocks loopback.",
    cure: "Run `nearside doctor`. Allow the extension to reach 127.0.0.1.",
  },
  permission_missing: {
    cause: "The person or a policy removed the extension's permission for loopback.",
    cure: "Click the extension's icon and allow it, or grant it by policy.",
  },
  issuer_not_allowed: {
    cause: "The browser's managed policy lists other servers.",
    cure: "Add the server's address to the policy of the extension.",
  },
  settings_unreadable: {
    cause: "The managed settings of the extension are damaged or not loaded yet.",
    cure: "Try again in a few seconds. Check the policy with `nearside-server extension policy`.",
  },
  other_session: {
    cause: "The same login was opened in a second window, which met it later.",
    cure: "Continue in the other window, or reload this page.",
  },
  place_not_allowed: {
    cause: "The server's settings or a rule do not allow logins over SSH or from containers.",
    cure: "Log in on your own computer, or change the setting or the rule (docs/how-to/work-over-ssh.md).",
  },
  host_unknown: {
    cause: "Rules ask for a known host, and this host's key is not in the server's list.",
    cure: "Add the key: `nearside-server hosts add`.",
  },
  host_signature_invalid: {
    cause: "The host's SSH server did not sign for this session, or somebody is in between.",
    cure: "Connect again. If it happens again, check the host's key.",
  },
  place_ended: {
    cause: "The SSH session or the container has ended, or the keeper saw it end.",
    cure: "Connect again and start a new login.",
  },
  place_mismatch: {
    cause: "The statements of one login name different places.",
    cure: "Start the login again. If it happens again, report it.",
  },
  relay_mismatch: {
    cause: "The keeper's statement about the relayed meeting is missing or belongs to another meeting.",
    cure: "Restart the keeper (`nearside keeper`), and start the login again.",
  },
  not_one_bound_set: {
    cause: "The browser was enrolled with another machine or for another person.",
    cure: "Use the browser that was enrolled on this machine, or run `nearside enroll --browser`.",
  },
  bound_set_pending: {
    cause: "An administrator has not admitted the machine or the browser yet.",
    cure: "Admit it: `nearside-server admit`, or Enrolment in the console.",
  },
  bound_set_revoked: {
    cause: "An administrator ended the machine's enrolment.",
    cure: "Make a new ticket, and enrol the machine again.",
  },
  device_revoked: {
    cause: "The machine was revoked, by its person or an administrator.",
    cure: "Make a new ticket, and enrol the machine again.",
  },
  device_quarantined: {
    cause: "An administrator or an alarm put the machine into quarantine.",
    cure: "Find out why, and release it: `nearside-server machines release`.",
  },
  extension_revoked: {
    cause: "The browser was revoked.",
    cure: "Run `nearside enroll --browser` on this computer.",
  },
  user_inactive: {
    cause: "The person is suspended or was offboarded.",
    cure: "Reactivate a suspended person in the console. An offboarded person can't be reactivated.",
  },
  decision_mismatch: {
    cause: "The page signed for another meeting, person, machine or request.",
    cure: "Start the login again.",
  },
  decision_stale: {
    cause: "The login was met again, or the rules changed, after the page had got its decision.",
    cure: "Reload the page and decide again.",
  },
  typed_unasked: {
    cause: "The page sent a reason or a ticket number, and the rule that asked for it no longer applies.",
    cure: "Reload the page.",
  },
  passkey_not_bound: {
    cause: "The person chose a passkey of another machine or account.",
    cure: "Choose the passkey of this machine's enrolment.",
  },
  passkey_revoked: {
    cause: "The passkey was removed.",
    cure: "Use another passkey of the machine, or add one in the account page.",
  },
  passkey_synced: {
    cause: "The setting or a rule asks for a passkey that can't be copied, and this one can.",
    cure: "Use the computer's own authenticator or a security key.",
  },
  backup_state_changed: {
    cause: "The authenticator reports another state of its backup than at enrolment, as a copied passkey would.",
    cure: "Remove the passkey, and add a new one. Find out whether it was copied.",
  },
  assertion_invalid: {
    cause: "The passkey's answer has a wrong challenge, origin or signature.",
    cure: "Try again. If it happens again, try another authenticator.",
  },
  user_not_verified: {
    cause: "The authenticator has no PIN or fingerprint set up, or the person skipped the check.",
    cure: "Set up a PIN or a fingerprint, and try again.",
  },
  proof_too_weak: {
    cause: "The API or the program asks for a class (`acr_values`) that this machine or passkey can't reach.",
    cure: "Move the key (`nearside key move`), or use a passkey that can't be copied.",
  },
  approval_too_old: {
    cause: "The API or the program asks for a recent approval (`max_age`).",
    cure: "Log in again.",
  },
  rule_denied: {
    cause: "A `forbid` rule applies, or no rule permits the login.",
    cure: "The answer's member `rules` names the rule. Change it, or what it looks at.",
  },
  rule_unmet: {
    cause: "A rule asks for something that the approval did not have, such as a reason or another passkey.",
    cure: "The answer's member `rules` names the rule. Do what it asks for.",
  },
  rules_failed: {
    cause: "The active rules can't be read or evaluated.",
    cure: "The server's log says why. Publish rules that can be read: `nearside-server rules roll-back`.",
  },
  security_key_missing: {
    cause: "A rule asks for a second authenticator, and only one was touched.",
    cure: "Touch the security key too, or add one to the machine.",
  },
  standing_mismatch: {
    cause: "The standing approval covers other scopes, another terminal or another machine, or it has ended.",
    cure: "Start the login again and approve it.",
  },
  co_approval_lost: {
    cause:
      "After the last approval and before the token, a second approver left the group, was admitted by the initiator, or lost the machine.",
    cure: "Start the login again. The entry before it in the security log says which of these it was.",
  },
  co_approval_missing: {
    cause: "Not enough second approvers approved in time.",
    cure: "Ask them to open /approvals, and start the login again.",
  },
  co_approval_unasked: {
    cause: "The rule does not name the person who approved.",
    cure: "Ask the people whom the rule names.",
  },
  co_decision_mismatch: {
    cause: "The second approver's decision names another login.",
    cure: "Start the login again. If it happens again, check the server.",
  },
  co_same_person: {
    cause: "The person who wants the login tried to be the second approver.",
    cure: "Ask another person.",
  },
  co_same_machine: {
    cause: "The second approval came from the machine on which the login started.",
    cure: "Approve on another machine.",
  },
  co_approver_mismatch: {
    cause: "Another person, machine or browser answered than the one that had opened the request.",
    cure: "Open the request again in the enrolled browser.",
  },
  co_approver_missing: {
    cause:
      "Too few of the people whom the rule names have a computer that is enrolled, or the person who wants the login admitted them a short time ago.",
    cure: "Start the login again once enough of them count, or have the rule name more people.",
  },
  co_newcomer: {
    cause: "The person who wants the login admitted the second approver or their machine a short time ago.",
    cure: "Ask another approver.",
  },
  co_decision_stale: {
    cause: "The request was open for too long before it was approved.",
    cure: "Open the request again.",
  },
  co_answer_mismatch: {
    cause: "A question or an answer of another login was sent.",
    cure: "Open the request again.",
  },
  co_review_mismatch: {
    cause: "The window of the extension showed other facts, or did not sign what it showed.",
    cure: "Open the request again in the same browser.",
  },
  token_mismatch: {
    cause: "The token grants another scope, resource or key than the login.",
    cure: "Treat it as an attack until you know better, and check the server.",
  },
  chain_mismatch: {
    cause: "The token names another approval than the one that was given.",
    cure: "Treat it as an attack until you know better, and check the server.",
  },
  wrong_user: {
    cause: "The server answered for another person than the one of this machine.",
    cure: "Treat it as an attack until you know better, and check the server.",
  },
  denied: {
    cause: "The person chose Deny.",
    cure: "Nothing, if that was meant. The security log has the reason.",
  },
  refresh_reused: {
    cause: "Two programs used the same stored login, a backup was restored, or the refresh token was stolen.",
    cure: "Log in again. If nobody restored anything, look for a thief.",
  },
  credential_revoked: {
    cause: "The login was ended by its person, an administrator, a rule or a revocation.",
    cure: "Log in again.",
  },
  lease_over: {
    cause: "The lease has expired.",
    cure: "Start the program again under a new lease: `nearside lease run`.",
  },
  lease_idle: {
    cause: "The agent made no call for longer than the lease allows.",
    cure: "Start the program again under a new lease, with a longer idle time if it needs one: `nearside lease run --idle`.",
  },
  lease_spent: {
    cause: "The agent made as many calls as the lease allows.",
    cure: "Let the agent ask for more calls: `nearside lease request --calls`.",
  },
  lease_ended: {
    cause: "The person, an administrator, the end of the program or a locked screen ended the lease.",
    cure: "Ask for a new lease if it is still needed.",
  },
} as const;
