import { type Standing, standingAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Post } from "./post.ts";

/** Asks whether the command line still waits: answered once that differs from the answer known, or after a while (protocol §4.6). */
export const askStanding = (post: Post, requestId: string, known: Standing["state"], signal: AbortSignal) =>
  post(`/api/requests/${requestId}/state`, { known }, standingAnswerSchema, signal);
