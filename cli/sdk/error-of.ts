import { EXIT_CODES } from "../problems/exit-codes.ts";
import { type Problem, problemOf } from "../problems/problem.ts";
import { texts } from "../texts/sdk.ts";
import { NearsideError, type NearsideErrorCode, type NextStep } from "./nearside-error.ts";
import { publicRules } from "./rule.ts";

/** The next step for each code. Every code that is missing is of a login that did not hold: a new one helps, or says more. */
const NEXT: { readonly [Code in NearsideErrorCode]?: NextStep } = {
  machine_not_enrolled: "enroll",
  not_enrolled: "enroll",
  device_unknown: "enroll",
  device_revoked: "enroll",
  bound_set_revoked: "enroll",
  extension_revoked: "enroll",
  server_unreachable: "try_again",
  server_failed: "try_again",
  server_busy: "try_again",
  credential_busy: "try_again",
  storage_failed: "check_machine",
  keyring_unavailable: "check_machine",
  tpm_unavailable: "check_machine",
  listener_failed: "check_machine",
  keeper_unreached: "check_machine",
  clock_skew: "check_machine",
  profile_unusable: "check_machine",
  proof_too_weak: "check_machine",
  not_revoked: "try_again",
  folder_file_refused: "check_machine",
  server_untrusted: "check_machine",
  managed: "ask_administrator",
  managed_unreadable: "ask_administrator",
  server_malformed: "ask_administrator",
  no_nearside_server: "check_machine",
  client_unknown: "ask_administrator",
  login_refused: "ask_administrator",
  user_inactive: "ask_administrator",
  rule_denied: "ask_administrator",
  rules_failed: "ask_administrator",
  bound_set_pending: "ask_administrator",
  device_quarantined: "ask_administrator",
  lease_missing: "fix_program",
  inside_a_lease: "stop",
  outside_the_lease: "stop",
  lease_over: "stop",
  lease_idle: "stop",
  lease_spent: "stop",
  lease_ended: "stop",
  keeper_missing: "check_machine",
  keeper_refused: "try_again",
  address_private: "fix_program",
  api_unreachable: "try_again",
  demand_not_met: "ask_administrator",
  wrong_user: "ask_administrator",
  usage: "fix_program",
  internal: "fix_program",
  server_refused: "fix_program",
  several_enrolments: "fix_program",
  scope_refused: "fix_program",
  target_refused: "fix_program",
  details_refused: "fix_program",
  address_not_granted: "fix_program",
  denied: "stop",
  interrupted: "stop",
  terminated: "stop",
  hung_up: "stop",
};

/**
 * Sentences for codes whose own sentence names a command or an option of the command line, which another program does not
 * have.
 */
const SENTENCES: { readonly [Code in NearsideErrorCode]?: string } = texts.error.byCode;

/** @param issuer the server with which the machine must be enrolled, if the program named one */
export function nearsideErrorOf(error: unknown, stop: AbortSignal, issuer: string | undefined): NearsideError {
  if (error instanceof NearsideError) return error;
  const problem = stop.aborted ? problemOf(new DOMException("Stopped", "AbortError")) : problemOf(error);
  const { code, said } = problem;
  const ends = {
    exitCode: EXIT_CODES[code],
    next: NEXT[code] ?? "sign_in",
    rules: publicRules(problem.rules),
    reason: said,
  };
  const cause: unknown = stop.aborted ? stop.reason : (problem.cause ?? error);
  return new NearsideError(code, sentenceOf(problem, issuer), ends, { cause });
}

function sentenceOf({ code, detail, message }: Problem, issuer: string | undefined): string {
  if (code === "machine_not_enrolled" && issuer !== undefined) return texts.error.notEnrolled({ issuer });
  const own = SENTENCES[code];
  if (own === undefined) return message;
  return detail === undefined ? own : `${own} ${detail}`;
}
