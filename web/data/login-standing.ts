import { type Standing, standingAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Post } from "./post.ts";

/** Whether the command line still waits, once that is another answer than the one known, or after a while (protocol §4.6). */
export const askStanding = (post: Post, requestId: string, known: Standing["state"], signal: AbortSignal) =>
  post(`/api/requests/${requestId}/state`, { known }, standingAnswerSchema, signal);
