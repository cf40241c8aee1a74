import { refuse } from "@nearside/shared/chain/refusal.ts";
import { MOST_QUESTIONS } from "@nearside/shared/statements/co-decision.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginCoAsked } from "../../../platform/audit/events/second-approvers.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { goOnWith } from "../../../register/logins/transitions.ts";
import { changeWaiting } from "./change-waiting.ts";
import { demandAbout, demandCoDecision } from "./read-co-decision.ts";
import { byOf, type SecondPerson } from "./second-person.ts";
import { askedOf, demandMayApprove } from "./who-may-approve.ts";

/**
 * A person who is asked to approve asks one thing back (protocol §11), which the command line that waits shows.
 *
 * @throws Refused `co_decision_stale` where that person has asked already, or too much was asked about this login
 */
export async function askBack(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys,
  loginId: string,
  person: SecondPerson,
  sent: { readonly co_decision: string; readonly co_question: string },
): Promise<void> {
  await spend(services, "co_steps", person.userId);
  await changeWaiting(services, "co_ask", loginId, async (waiting) => {
    const asked = await demandCoDecision(services, waiting, person, sent.co_decision);
    const question = await coQuestion.read(sent.co_question);
    await demandAbout(asked, question);
    await demandMayApprove(services.db, askedOf(waiting), person, services.clock());
    const { login } = waiting;
    const { second } = login.approval;
    const isOver = second.questions.length >= MOST_QUESTIONS;
    if (isOver || second.questions.some(({ from }) => from.id === person.userId))
      refuse("co_decision_stale", "co_question");
    const from = { id: person.userId, name: person.name };
    const questions = [...second.questions, { from, question: sent.co_question, answer: null }];
    const next = goOnWith(login, { ...second, questions }, false);
    if (next === undefined) return refuse("request_settled", "request");
    const now = services.clock();
    return services.db.transaction().execute(async (trx) => {
      if (!(await moveLogin(trx, login, next, now))) return undefined;
      await append(trx, loginCoAsked(now, login.id, { ...byOf(person), question: question.hash }), aboutMachine(login));
      return true;
    });
  });
}
