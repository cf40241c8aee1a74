import { decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { hashFacts, readFacts } from "@nearside/shared/statements/facts.ts";
import type { Question } from "../approve/login.ts";
import { fail } from "../problem.ts";
import type { Post } from "./post.ts";

/** What is to be decided, signed by the server (protocol §4.5). The extension proves it; the page shows it. */
export async function fetchQuestion(post: Post, requestId: string, signal: AbortSignal): Promise<Question> {
  const answer = await post(`/api/requests/${requestId}/decision`, {}, decisionAnswerSchema, signal);
  if (answer.state !== "decided") return fail("server_failed");
  const decided = await decision.read(answer.decision);
  if ((await hashFacts(answer.facts)) !== decided.claims.facts) fail("facts_mismatch");
  return {
    decision: decided.jws,
    factsText: answer.facts,
    facts: readFacts(answer.facts),
    user: decided.claims.user,
    keyStorage: decided.claims.key_storage,
    lifetime: decided.claims.lifetime,
    justification: decided.claims.justification,
    options: answer.options,
  };
}
