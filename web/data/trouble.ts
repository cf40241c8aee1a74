import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { Post } from "./post.ts";

/** Says why this browser did not meet the command line (protocol §4.4). */
export async function tellServer(
  post: Post,
  requestId: string,
  code: BrowserTrouble,
  signal: AbortSignal,
): Promise<void> {
  await post(`/api/requests/${requestId}/trouble`, { code }, emptyBodySchema, signal);
}
