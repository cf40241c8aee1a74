import { type EnrolmentStateName, enrolmentNonceAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { Post } from "./post.ts";

type EnrolmentOpening =
  | { readonly state: "open"; readonly request: string; readonly nonce: string }
  | { readonly state: EnrolmentStateName };

/** The enrolment request with a fresh nonce to meet the command line; or where the enrolment stands (protocol §3.3). */
export async function openEnrolment(post: Post, enrolmentId: string, signal: AbortSignal): Promise<EnrolmentOpening> {
  const answer = await post(`/api/enrolments/${enrolmentId}/nonce`, {}, enrolmentNonceAnswerSchema, signal);
  return "nonce" in answer
    ? { state: "open", request: answer.enrolment_request, nonce: answer.nonce }
    : { state: answer.state };
}
