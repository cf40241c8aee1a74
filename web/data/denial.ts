import { denyAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Post } from "./post.ts";

/** Denies, with the extension's signature; `alert` means "I didn't start this" (protocol §4.5). */
export async function deny(
  post: Post,
  requestId: string,
  denial: string,
  alert: boolean,
  signal: AbortSignal,
): Promise<void> {
  await post(`/api/requests/${requestId}/deny`, { denial, alert }, denyAnswerSchema, signal);
}
