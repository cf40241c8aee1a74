import { approveAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import type { Post } from "./post.ts";

/** What a decision is approved by: a touch, and a security key's as well where rules ask for it; or nothing, where it rests on an earlier one. */
export interface Touches {
  readonly assertion: AssertionJson | null;
  readonly securityKey: AssertionJson | null;
}

/** Approves that decision; gives the id that the terminal shows too (protocol §4.5). */
export async function approve(
  post: Post,
  requestId: string,
  decision: string,
  { assertion, securityKey }: Touches,
  signal: AbortSignal,
): Promise<string> {
  const body = { decision, assertion, security_key: securityKey };
  const answer = await post(`/api/requests/${requestId}/approve`, body, approveAnswerSchema, signal);
  return answer.request_id;
}
