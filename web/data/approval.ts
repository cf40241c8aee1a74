import { approveAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import type { Post } from "./post.ts";

/** Approves that decision with the passkey's answer to it; gives the id that the terminal shows too (protocol §4.5). */
export async function approve(
  post: Post,
  requestId: string,
  decision: string,
  assertion: AssertionJson,
  signal: AbortSignal,
): Promise<string> {
  const answer = await post(`/api/requests/${requestId}/approve`, { decision, assertion }, approveAnswerSchema, signal);
  return answer.request_id;
}
