import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { CoDecidedLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Each question that a co-decision names is there with its answer, in its order, and the command line that waits signed
 * the answer (protocol §11).
 *
 * @throws Refused `co_answer_mismatch`, `bad_signature`
 */
export async function checkCoQuestions({
  request,
  coApprovals,
}: Pick<CoDecidedLink, "request" | "coApprovals">): Promise<void> {
  for (const { coDecision, questions } of coApprovals) {
    const named = coDecision.claims.questions ?? [];
    if (named.length !== questions.length) refuse("co_answer_mismatch", "co_decision.questions");
    for (const [at, { question, answer }] of questions.entries()) {
      if (named[at]?.question !== question.hash) refuse("co_answer_mismatch", "co_decision.questions.question");
      if (named[at]?.answer !== answer.hash) refuse("co_answer_mismatch", "co_decision.questions.answer");
      await verifySignature(question, question.header.jwk);
      await verifySignature(answer, answer.header.jwk);
      const isOfLogin = (await thumbprintOf(answer.header.jwk)) === request.claims.sub_jkt;
      if (!isOfLogin) refuse("co_answer_mismatch", "co_answer.jwk");
      if (answer.claims.request !== request.hash) refuse("co_answer_mismatch", "co_answer.request");
      if (answer.claims.question !== question.hash) refuse("co_answer_mismatch", "co_answer.question");
    }
  }
}
