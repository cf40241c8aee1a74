import { type DecisionAnswer, type DecisionBody, decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { hashFacts, readFacts } from "@nearside/shared/statements/facts.ts";
import { fail } from "../problem.ts";
import type { Question, Wish } from "./login.ts";
import type { Post } from "./post.ts";

/** What is to be decided, or what has to be typed first. */
type Asked =
  | { readonly state: "wanted"; readonly wish: Wish }
  | { readonly state: "question"; readonly question: Question };

/** What is to be decided, signed by the server (protocol §4.5). The extension proves it; the page shows it. */
export async function fetchQuestion(
  post: Post,
  requestId: string,
  typed: DecisionBody,
  signal: AbortSignal,
): Promise<Asked> {
  const answer = await post(`/api/requests/${requestId}/decision`, typed, decisionAnswerSchema, signal);
  const facts = readFacts(answer.facts);
  return answer.state === "wanted"
    ? { state: "wanted", wish: { wanted: answer.wanted, facts, typed } }
    : { state: "question", question: await questionIn(answer, facts) };
}

async function questionIn(answer: Exclude<DecisionAnswer, { state: "wanted" }>, facts: Question["facts"]) {
  const { jws, claims } = await decision.read(answer.decision);
  if ((await hashFacts(answer.facts)) !== claims.facts) fail("facts_mismatch");
  const common = { decision: jws, factsText: answer.facts, facts, claims, rules: answer.rules };
  if (answer.state === "decided") return { ...common, touch: { first: answer.options, key: answer.security_key } };
  return { ...common, restsOn: claims.rests_on ?? fail("server_failed") };
}
