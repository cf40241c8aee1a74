import { texts } from "../texts/commands/program.ts";
import type { EndCode } from "./problem.ts";

/** Success. */
export const OK = 0;

/**
 * The exit code of every way in which a command can end, one number each, so that a script can tell them apart.
 * The numbers are part of the interface: a new code gets a new number, none is used again. From 126 to 143 they
 * mean what they mean to a shell. The topics are what `nearside --help` lists, in this order.
 */
const EXIT_TOPICS = {
  bug: {
    internal: 1,
  },
  usage: {
    usage: 2,
  },
  first: {
    machine_not_enrolled: 3,
    not_signed_in: 4,
    several_enrolments: 5,
    storage_failed: 6,
    listener_failed: 7,
    input_ended: 8,
    credential_busy: 9,
  },
  server: {
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
    no_nearside_server: 191,
  },
  refused: {
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
    request_withdrawn: 94,
    command_line_gone: 95,
  },
  enrolment: {
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
    device_quarantined: 66,
    ticket_begun: 67,
    ticket_used: 68,
    ticket_expired: 69,
    ticket_revoked: 98,
    ticket_foreign: 99,
  },
  meeting: {
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
  },
  statement: {
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
  },
  keeper: {
    keeper_missing: 85,
    keeper_running: 86,
    keeper_unusable: 87,
    keeper_refused: 88,
    ssh_unusable: 89,
  },
  rule: {
    rule_denied: 90,
    rule_unmet: 91,
    rules_failed: 92,
    security_key_missing: 93,
  },
  passkey: {
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
  },
  machine: {
    keyring_unavailable: 120,
    tpm_unavailable: 121,
    managed: 122,
    managed_unreadable: 123,
    folder_file_refused: 124,
    profile_unusable: 125,
  },
  command: {
    program_unusable: 126,
    program_missing: 127,
  },
  signal: {
    hung_up: 129,
    interrupted: 130,
    terminated: 143,
  },
  elsewhere: {
    place_not_allowed: 150,
    host_unknown: 151,
    host_signature_invalid: 152,
    place_ended: 153,
    place_mismatch: 154,
    relay_mismatch: 155,
    keeper_unreached: 156,
  },
  lease: {
    lease_missing: 160,
    inside_a_lease: 161,
    outside_the_lease: 162,
    address_private: 163,
    api_unreachable: 164,
    lease_over: 165,
    lease_idle: 166,
    lease_spent: 167,
    lease_ended: 168,
  },
  second: {
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
    co_approval_lost: 181,
    co_approver_missing: 182,
  },
  versions: {
    versions_stale: 180,
  },
  output: {
    output_failed: 190,
  },
} as const satisfies Readonly<Record<keyof typeof texts.exitTopics, Partial<Readonly<Record<EndCode, number>>>>>;

export const EXIT_CODES = {
  ...EXIT_TOPICS.bug,
  ...EXIT_TOPICS.usage,
  ...EXIT_TOPICS.first,
  ...EXIT_TOPICS.server,
  ...EXIT_TOPICS.refused,
  ...EXIT_TOPICS.enrolment,
  ...EXIT_TOPICS.meeting,
  ...EXIT_TOPICS.statement,
  ...EXIT_TOPICS.keeper,
  ...EXIT_TOPICS.rule,
  ...EXIT_TOPICS.passkey,
  ...EXIT_TOPICS.machine,
  ...EXIT_TOPICS.command,
  ...EXIT_TOPICS.signal,
  ...EXIT_TOPICS.elsewhere,
  ...EXIT_TOPICS.lease,
  ...EXIT_TOPICS.second,
  ...EXIT_TOPICS.versions,
  ...EXIT_TOPICS.output,
} satisfies Readonly<Record<EndCode, number>>;

/** The lines of the help text: the numbers of each topic, and what they are about. */
export function exitTopicLines(): readonly string[] {
  const rows = [
    [String(OK), texts.done] as const,
    ...Object.entries(EXIT_TOPICS).map(
      ([topic, codes]) =>
        [rangesOf(Object.values(codes)), texts.exitTopics[topic as keyof typeof EXIT_TOPICS]] as const,
    ),
  ];
  const width = Math.max(...rows.map(([numbers]) => numbers.length));
  return rows.map(([numbers, topic]) => `  ${numbers.padEnd(width)}  ${topic}`);
}

/** Gives "20-29, 94-95". */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}
