import {
  type EnrolmentStateAnswer,
  type EnrolmentStateName,
  enrolmentStateAnswerSchema,
} from "@nearside/shared/api/enrolments.ts";
import type { Post } from "./post.ts";

/** Waits until the server knows another state than that one. The server holds each question open for a while. */
export async function nextEnrolmentState(
  post: Post,
  enrolmentId: string,
  known: EnrolmentStateName,
  signal: AbortSignal,
): Promise<EnrolmentStateAnswer> {
  for (;;) {
    const body = { known };
    const answer = await post(`/api/enrolments/${enrolmentId}/state`, body, enrolmentStateAnswerSchema, signal);
    if (answer.state !== known) return answer;
  }
}
