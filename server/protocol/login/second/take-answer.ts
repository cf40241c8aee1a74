import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginCoAnswered } from "../../../platform/audit/events/second-approvers.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Question } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { goOnWith } from "../../../register/logins/transitions.ts";
import { changeWaiting } from "./change-waiting.ts";

/**
 * The command line that waits answers what somebody asked back (protocol §11), by its session key, which no other party has. What is
 * answered stays answered: those who were asked read the same.
 *
 * @throws Refused
 */
export async function takeAnswer(
  services: WithChanges & WithClock & WithDb,
  loginId: string,
  text: string,
): Promise<void> {
  await changeWaiting(services, "co_answer", loginId, async ({ login }) => {
    const answer = await coAnswer.read(text);
    if ((await thumbprintOf(answer.header.jwk)) !== login.sessionJkt) refuse("key_mismatch", "co_answer.jwk");
    await verifySignature(answer, answer.header.jwk);
    const { request, question, iat } = answer.claims;
    if (request !== (await readAnyRequest(login.request)).hash) refuse("co_answer_mismatch", "co_answer.request");
    if (Math.abs(iat - services.clock() / 1000) > CLOCK_LEEWAY_SECONDS) refuse("clock_skew", "co_answer.iat");
    const { second } = login.approval;
    const hashes = await Promise.all(second.questions.map(async (one) => (await coQuestion.read(one.question)).hash));
    const at = hashes.indexOf(question);
    const known = second.questions[at];
    if (known === undefined) return refuse("co_answer_mismatch", "co_answer.question");
    if (known.answer === text) return true; // the server had it, and its reply was lost
    if (known.answer !== null) refuse("co_answer_mismatch", "co_answer.question");
    const questions: Question[] = second.questions.with(at, { ...known, answer: text });
    const next = goOnWith(login, { ...second, questions }, false);
    if (next === undefined) return refuse("request_settled", "request");
    const now = services.clock();
    return services.db.transaction().execute(async (trx) => {
      if (!(await moveLogin(trx, login, next, now))) return undefined;
      await append(trx, loginCoAnswered(now, login.id, { question }), aboutMachine(login));
      return true;
    });
  });
}
