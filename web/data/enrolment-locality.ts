import { type EnrolmentLocalityAnswer, enrolmentLocalityAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { Post } from "./post.ts";

/** Hands in the meeting; the answer says which passkey is to prove the person (protocol §3.3, §3.7). */
export const proveEnrolmentLocality = (
  post: Post,
  enrolmentId: string,
  meeting: Meeting,
  signal: AbortSignal,
): Promise<EnrolmentLocalityAnswer> =>
  post(`/api/enrolments/${enrolmentId}/locality`, meeting, enrolmentLocalityAnswerSchema, signal);
