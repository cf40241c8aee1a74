import { type EnrolmentStateName, enrolmentStateAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { PasskeyAnswer } from "../enroll/passkey-answer.ts";
import type { Post } from "./post.ts";

/** Hands in the passkey's proof of possession (protocol §3.3, §3.4). */
export async function storePasskey(
  post: Post,
  enrolmentId: string,
  answer: PasskeyAnswer,
  signal: AbortSignal,
): Promise<EnrolmentStateName> {
  const { state } = await post(`/api/enrolments/${enrolmentId}/passkey`, answer, enrolmentStateAnswerSchema, signal);
  return state;
}
