import type { EndCode } from "./problem.ts";

/** Success. */
export const OK = 0;

/**
 * The exit code of every way in which a command can end, one number each, so that a script can tell them apart.
 * The numbers are part of the interface: a new code gets a new number, none is used again. From 126 to 143 they
 * mean what they mean to a shell.
 *
 * | range   | what it means for a script                                             |
 * | ------- | ---------------------------------------------------------------------- |
 * | 1–2     | a mistake: ours, or in how the command was called                      |
 * | 3–9     | something must be done first on this machine (enrol, sign in, …)       |
 * | 10–19   | the server can't be used now, or did not take the request              |
 * | 20–29   | somebody or something said no, or time ran out: start again            |
 * | 30–49   | enrolment, or an enrolled party, is not (or no longer) good            |
 * | 50–65   | the meeting of command line and browser                                |
 * | 66–69   | enrolment and enrolled parties again, as 30–49                         |
 * | 70–84   | a signed statement did not hold: an attack, or a server that lies      |
 * | 85–89   | the keeper of this account                                             |
 * | 90–93   | a step-up rule of the organisation said no, or asks for more           |
 * | 94–97   | somebody or something said no again, as 20–29                          |
 * | 98–99   | enrolment again, as 30–49                                              |
 * | 100–119 | the decision and the passkey, and what the token allows               |
 * | 120–125 | what keeps this machine's keys, or its settings, can't be used         |
 * | 126–127 | the command that it was to run could not be run, as shells count       |
 * | 129–143 | a signal, as shells count them: SIGHUP, SIGINT (Ctrl-C), SIGTERM       |
 * | 150–159 | a login that starts on another host or in a container                  |
 * | 160–169 | what an agent may do under a lease                                     |
 * | 170–179 | the approval of other people                                           |
 * | 180–189 | what a server says of the versions that it hands out                   |
 */
export const EXIT_CODES = {
  internal: 1,
  usage: 2,

  machine_not_enrolled: 3,
  not_signed_in: 4,
  several_enrolments: 5,
  storage_failed: 6,
  listener_failed: 7,
  input_ended: 8,
  credential_busy: 9,

  server_unreachable: 10,
  server_untrusted: 11,
  server_malformed: 12,
  server_failed: 13,
  server_busy: 14,
  server_refused: 15,
  scope_refused: 16,
  target_refused: 17,
  details_refused: 18,
  client_unknown: 19,

  denied: 20,
  request_expired: 21,
  login_refused: 22,
  request_settled: 23,
  request_unknown: 24,
  credential_revoked: 25,
  refresh_reused: 26,
  clock_skew: 27,
  examination_failed: 28,
  started_elsewhere: 29,

  ticket_invalid: 30,
  wrong_user: 31,
  words_differ: 32,
  enrolment_refused: 33,
  enrolment_expired: 34,
  enrolment_unknown: 35,
  enrolment_settled: 36,
  key_already_bound: 37,
  device_unknown: 38,
  device_revoked: 39,
  bound_set_pending: 40,
  bound_set_revoked: 41,
  user_inactive: 42,
  extension_revoked: 43,
  not_enrolled: 44,
  not_one_bound_set: 45,
  tpm_untrusted: 46,
  tpm_key_movable: 47,
  key_attestation_invalid: 48,
  key_attestation_expired: 49,

  extension_not_listed: 50,
  extension_mismatch: 51,
  handshake_mismatch: 52,
  presence_mismatch: 53,
  loopback_mismatch: 54,
  nonce_mismatch: 55,
  nonce_used: 56,
  nonce_expired: 57,
  peer_other_account: 58,
  peer_forwarded: 59,
  peer_unknown: 60,
  unreachable: 61,
  permission_missing: 62,
  other_session: 63,
  issuer_not_allowed: 64,
  settings_unreadable: 65,

  device_quarantined: 66,
  ticket_begun: 67,
  ticket_used: 68,
  ticket_expired: 69,

  malformed: 70,
  wrong_type: 71,
  wrong_algorithm: 72,
  bad_signature: 73,
  key_mismatch: 74,
  wrong_issuer: 75,
  wrong_audience: 76,
  replayed: 77,
  request_mismatch: 78,
  device_mismatch: 79,
  facts_mismatch: 80,
  token_mismatch: 81,
  chain_mismatch: 82,
  standing_mismatch: 83,
  server_key_given_up: 84,

  rule_denied: 90,
  rule_unmet: 91,
  rules_failed: 92,
  security_key_missing: 93,

  request_withdrawn: 94,
  command_line_gone: 95,

  ticket_revoked: 98,
  ticket_foreign: 99,

  decision_mismatch: 100,
  decision_stale: 101,
  passkey_not_bound: 102,
  passkey_revoked: 103,
  passkey_synced: 104,
  backup_state_changed: 105,
  assertion_invalid: 106,
  user_not_verified: 107,
  demand_not_met: 108,
  address_not_granted: 109,
  proof_too_weak: 110,
  approval_too_old: 111,
  not_revoked: 112,
  attestation_untrusted: 113,
  authenticator_compromised: 114,
  authenticator_not_allowed: 115,
  authenticator_not_attested: 116,
  key_storage_too_weak: 117,
  typed_unasked: 118,

  keeper_missing: 85,
  keeper_running: 86,
  keeper_unusable: 87,
  keeper_refused: 88,
  ssh_unusable: 89,

  keyring_unavailable: 120,
  tpm_unavailable: 121,
  managed: 122,
  managed_unreadable: 123,
  folder_file_refused: 124,
  profile_unusable: 125,

  program_unusable: 126,
  program_missing: 127,

  hung_up: 129,
  interrupted: 130,
  terminated: 143,

  place_not_allowed: 150,
  host_unknown: 151,
  host_signature_invalid: 152,
  place_ended: 153,
  place_mismatch: 154,
  relay_mismatch: 155,
  keeper_unreached: 156,

  lease_missing: 160,
  inside_a_lease: 161,
  outside_the_lease: 162,
  address_private: 163,
  api_unreachable: 164,
  lease_over: 165,
  lease_idle: 166,
  lease_spent: 167,
  lease_ended: 168,
  co_approval_missing: 170,
  co_approval_unasked: 171,
  co_decision_mismatch: 172,
  co_same_person: 173,
  co_same_machine: 174,
  co_approver_mismatch: 175,
  co_decision_stale: 176,
  co_answer_mismatch: 177,
  co_review_mismatch: 178,
  co_newcomer: 179,

  versions_stale: 180,
} as const satisfies Readonly<Record<EndCode, number>>;
