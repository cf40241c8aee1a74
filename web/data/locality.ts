import { localityAnswerSchema, type Meeting } from "@nearside/shared/api/login-requests.ts";
import type { Post } from "./post.ts";

/** Hands in what the extension's meeting gave; throws the first check that failed (protocol §4.4). */
export async function proveLocality(
  post: Post,
  requestId: string,
  meeting: Meeting,
  signal: AbortSignal,
): Promise<void> {
  await post(`/api/requests/${requestId}/locality`, meeting, localityAnswerSchema, signal);
}
