import { MOST_ASKED, type SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { findNamedPeople } from "../../../register/people/named-people.ts";
import { askedFor, type WaitingLogin } from "./waiting-login.ts";

/** What the person who waits is told: who is asked, since when and until when, how many have approved, and what was asked back. */
export async function secondWaitOf({ db }: WithDb, login: WaitingLogin): Promise<SecondWait> {
  const { approvers } = await askedFor(login);
  const { approved_at, second } = login.approval;
  const people = await findNamedPeople(
    db,
    approvers.flatMap(({ among }) => among),
  );
  const asked = people.filter(({ id }) => id !== login.userId);
  const counted = (at: number) => second.approved.filter(({ among }) => among.includes(at)).length;
  const sum = (counts: readonly number[]) => counts.reduce((one, other) => one + other, 0);
  return {
    version: login.version,
    asked: asked.slice(0, MOST_ASKED).map(({ name }) => name),
    asked_total: asked.length,
    quorum: sum(approvers.map(({ quorum }) => quorum)),
    have: sum(approvers.map(({ quorum }, at) => Math.min(quorum, counted(at)))),
    since: approved_at,
    until: second.until,
    questions: second.questions.flatMap(({ from, question, answer }) =>
      answer === null ? [{ from, co_question: question }] : [],
    ),
  };
}
