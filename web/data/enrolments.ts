import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import type {
  EnrolmentLocalityAnswer,
  EnrolmentStateAnswer,
  EnrolmentStateName,
} from "@nearside/shared/api/enrolments.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import type { Post } from "./post.ts";

// These functions ask POST /api/enrolments/:id/…, in the order of an enrolment (protocol §3.3–§3.7).

type EnrolmentOpening =
  | { readonly state: "open"; readonly request: string; readonly nonce: string }
  | { readonly state: EnrolmentStateName };

/**
 * Gets the enrolment request with a fresh nonce to meet the command line, or the state of an enrolment that is no
 * longer open (protocol §3.3).
 */
export async function openEnrolment(post: Post, enrolmentId: string, signal: AbortSignal): Promise<EnrolmentOpening> {
  const answer = await post(at(enrolApi.nonce, enrolmentId), {}, signal);
  return "nonce" in answer
    ? { state: "open", request: answer.enrolment_request, nonce: answer.nonce }
    : { state: answer.state };
}

/** Hands in the meeting. The answer says which passkey has to prove the person (protocol §3.3, §3.7). */
export const proveEnrolmentLocality = (
  post: Post,
  enrolmentId: string,
  meeting: Meeting,
  signal: AbortSignal,
): Promise<EnrolmentLocalityAnswer> => post(at(enrolApi.locality, enrolmentId), meeting, signal);

/** The passkey that was made, or for a further browser the one that was used (protocol §3.3, §3.7). */
export type PasskeyAnswer =
  | { readonly passkey: "create"; readonly response: RegistrationJson }
  | { readonly passkey: "get"; readonly response: AssertionJson };

/** Hands in the passkey's proof of possession (protocol §3.3, §3.4). */
export async function storePasskey(
  post: Post,
  enrolmentId: string,
  answer: PasskeyAnswer,
  signal: AbortSignal,
): Promise<EnrolmentStateName> {
  const { state } = await post(at(enrolApi.passkey, enrolmentId), answer, signal);
  return state;
}

/** Waits until the enrolment is in another state than that one. The server holds each question open for a while. */
export async function nextEnrolmentState(
  post: Post,
  enrolmentId: string,
  expected: EnrolmentStateName,
  signal: AbortSignal,
): Promise<EnrolmentStateAnswer> {
  for (;;) {
    const answer = await post(at(enrolApi.state, enrolmentId), { known: expected }, signal);
    if (answer.state !== expected) return answer;
  }
}
