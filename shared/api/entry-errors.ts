import type { RefusalCode } from "../chain/refusal.ts";
import { type OauthCode, PROOF_ERRORS } from "../oauth/oauth-errors.ts";
import type { authorizationApi, keeperApi } from "./authorizations.ts";
import type { deviceApi } from "./devices.ts";
import type * as enrolApi from "./enrol-api.ts";
import type { keyAttestationApi } from "./key-attestations.ts";
import type * as leaseApi from "./leases.ts";
import type * as requestApi from "./request-api.ts";

// The codes with which each entry of /api refuses a request. The sets are closed. The edge adds its own, such as `rate_limited`, and every
// address that takes a body refuses one of another form with `invalid_request`. Only the server imports this file: the entries lie in the
// bundles of extension and command line, which have no use for the lists.

/** A list for each entry of an API. */
export type ErrorsOf<Api> = { readonly [Name in keyof Api]: readonly (RefusalCode | OauthCode)[] };

/** A signed statement that was sent cannot be read, or its signature does not fit. */
const STATEMENT = ["malformed", "wrong_type", "wrong_algorithm", "bad_signature"] as const;

/** The bound set, its machine or its person is not active. */
const BOUND_SET = [
  "bound_set_pending",
  "bound_set_revoked",
  "device_quarantined",
  "device_revoked",
  "user_inactive",
] as const;

/** The extension is not one of the bound set's, or is not active. */
const EXTENSION = ["bound_set_pending", "extension_revoked", "not_one_bound_set"] as const;

/** The statements of a meeting do not fit together (protocol §3.3, §4.4). */
const MEETING = [
  ...STATEMENT,
  "extension_mismatch",
  "handshake_mismatch",
  "key_mismatch",
  "loopback_mismatch",
  "nonce_expired",
  "nonce_mismatch",
  "nonce_used",
  "other_session",
  "presence_mismatch",
  "request_mismatch",
] as const;

/** The login is in no state in which it can be decided or approved by that page. */
const MET_LOGIN = [
  ...BOUND_SET,
  ...EXTENSION,
  "client_unknown",
  "command_line_gone",
  "other_session",
  "request_expired",
  "request_settled",
  "request_unknown",
  "request_withdrawn",
] as const;

/** The rules do not allow the login, or ask for more than it has (docs/reference/rules.md). */
const RULES = [
  "approval_too_old",
  "co_approver_missing",
  "proof_too_weak",
  "rule_denied",
  "rule_unmet",
  "rules_failed",
] as const;

export const REQUEST_ERRORS = {
  nonce: ["request_unknown"],
  locality: [
    ...MEETING,
    ...BOUND_SET,
    ...EXTENSION,
    "client_unknown",
    "extension_not_listed",
    "peer_unknown",
    "relay_mismatch",
    "request_expired",
    "request_settled",
    "request_unknown",
    "request_withdrawn",
    "wrong_issuer",
  ],
  decision: [...MET_LOGIN, ...RULES, "decision_stale", "typed_unasked"],
  approve: [
    ...MET_LOGIN,
    ...RULES,
    "assertion_invalid",
    "backup_state_changed",
    "decision_mismatch",
    "decision_stale",
    "malformed",
    "passkey_not_bound",
    "passkey_revoked",
    "security_key_missing",
    "user_not_verified",
  ],
  deny: [
    ...STATEMENT,
    ...BOUND_SET,
    ...EXTENSION,
    "extension_mismatch",
    "presence_mismatch",
    "request_expired",
    "request_settled",
    "request_unknown",
    "request_withdrawn",
  ],
  report: [
    ...STATEMENT,
    ...BOUND_SET,
    ...EXTENSION,
    "clock_skew",
    "key_mismatch",
    "nonce_mismatch",
    "not_enrolled",
    "request_expired",
    "request_mismatch",
    "request_unknown",
    "wrong_issuer",
  ],
  peer: [
    ...STATEMENT,
    ...BOUND_SET,
    "clock_skew",
    "key_mismatch",
    "replayed",
    "request_expired",
    "request_mismatch",
    "request_unknown",
  ],
  withdrawal: [
    ...STATEMENT,
    "key_mismatch",
    "request_expired",
    "request_mismatch",
    "request_settled",
    "request_unknown",
  ],
  answer: [
    ...STATEMENT,
    ...BOUND_SET,
    ...EXTENSION,
    "clock_skew",
    "co_answer_mismatch",
    "command_line_gone",
    "key_mismatch",
    "passkey_revoked",
    "request_expired",
    "request_settled",
    "request_unknown",
    "request_withdrawn",
  ],
  trouble: ["other_session", "request_unknown"],
  state: ["other_session", "request_unknown"],
} as const satisfies ErrorsOf<typeof requestApi>;

/** The ticket lets no enrolment begin, or not one of this person. */
const TICKET = [
  "ticket_begun",
  "ticket_expired",
  "ticket_foreign",
  "ticket_invalid",
  "ticket_revoked",
  "ticket_used",
  "user_inactive",
] as const;

/** The key does not show that it lies in a TPM that the server trusts (protocol §3.8). */
const TPM = ["key_attestation_invalid", "tpm_key_movable", "tpm_untrusted"] as const;

export const KEY_ATTESTATION_ERRORS = {
  start: [...PROOF_ERRORS, ...TICKET, ...TPM],
} as const satisfies ErrorsOf<typeof keyAttestationApi>;

export const ENROLMENT_ERRORS = {
  start: [
    ...PROOF_ERRORS,
    ...TICKET,
    ...TPM,
    ...STATEMENT,
    ...BOUND_SET,
    "device_unknown",
    "key_already_bound",
    "key_attestation_expired",
    "key_mismatch",
    "key_storage_too_weak",
    "replayed",
    "wrong_audience",
    "wrong_issuer",
  ],
  view: [...PROOF_ERRORS, "enrolment_unknown"],
  nonce: ["enrolment_unknown"],
  locality: [
    ...MEETING,
    ...BOUND_SET,
    "device_unknown",
    "enrolment_expired",
    "enrolment_settled",
    "enrolment_unknown",
    "key_already_bound",
    "wrong_issuer",
  ],
  passkey: [
    ...BOUND_SET,
    "assertion_invalid",
    "attestation_untrusted",
    "authenticator_compromised",
    "authenticator_not_allowed",
    "authenticator_not_attested",
    "backup_state_changed",
    "device_unknown",
    "enrolment_expired",
    "enrolment_settled",
    "enrolment_unknown",
    "key_already_bound",
    "malformed",
    "other_session",
    "passkey_not_bound",
    "passkey_revoked",
    "passkey_synced",
    "user_not_verified",
  ],
  state: ["enrolment_unknown", "other_session"],
  proof: [
    ...STATEMENT,
    ...BOUND_SET,
    "device_unknown",
    "enrolment_expired",
    "enrolment_settled",
    "enrolment_unknown",
    "key_already_bound",
    "key_mismatch",
    "passkey_not_bound",
    "passkey_revoked",
    "request_mismatch",
    "server_key_given_up",
    "wrong_user",
  ],
  refusal: [...PROOF_ERRORS, "enrolment_settled", "enrolment_unknown"],
} as const satisfies ErrorsOf<typeof enrolApi>;

export const DEVICE_ERRORS = {
  keyStorage: [...PROOF_ERRORS, ...BOUND_SET, "device_unknown", "invalid_request"],
  standing: [...PROOF_ERRORS, "device_unknown", "invalid_request"],
  placeEnd: [...STATEMENT, ...BOUND_SET, "clock_skew", "device_unknown", "key_mismatch", "replayed", "wrong_audience"],
  posture: [...STATEMENT, ...BOUND_SET, "clock_skew", "device_unknown", "key_mismatch", "replayed", "wrong_audience"],
  approvals: [...PROOF_ERRORS, ...BOUND_SET, "device_unknown", "invalid_request"],
} as const satisfies ErrorsOf<typeof deviceApi>;

/** Programs that only know a loopback redirect (protocol §6). */
export const AUTHORIZATION_ERRORS = {
  ask: [
    ...STATEMENT,
    ...BOUND_SET,
    ...EXTENSION,
    "client_unknown",
    "key_mismatch",
    "not_enrolled",
    "other_session",
    "request_expired",
    "request_mismatch",
    "request_settled",
    "server_key_given_up",
    "wrong_audience",
    "wrong_issuer",
  ],
  state: ["other_session", "request_unknown"],
} as const satisfies ErrorsOf<typeof authorizationApi>;

export const KEEPER_ERRORS = {
  redirects: [...PROOF_ERRORS, ...BOUND_SET, "device_unknown"],
  outcome: [...PROOF_ERRORS, ...BOUND_SET, "device_unknown", "request_settled", "request_unknown"],
} as const satisfies ErrorsOf<typeof keeperApi>;

/** A keeper says this of its lease (protocol §12.3). */
export const LEASE_ERRORS = {
  leaseEnd: [...STATEMENT, "key_mismatch", "request_mismatch", "request_unknown"],
  leaseState: [...PROOF_ERRORS, "key_mismatch", "request_unknown", "slow_down"],
  leaseCalls: [...PROOF_ERRORS, "key_mismatch", "request_mismatch", "request_unknown"],
} as const satisfies ErrorsOf<Omit<typeof leaseApi, "leaseStateAnswerSchema">>;
