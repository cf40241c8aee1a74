import { MOST_ASKED, MOST_COUNTED, type SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { findFirstNamed } from "../../../register/people/named-people.ts";
import type { Own } from "../own-login.ts";
import { countPeople } from "./people-needed.ts";
import { askedFor, type WaitingLogin } from "./waiting-login.ts";

/** The facts for the person who waits: who is asked, since when and until when, how many have approved, and what was asked back. */
export async function secondWaitOf({ db }: WithDb, login: Own<WaitingLogin>): Promise<SecondWait> {
  const { approvers } = await askedFor(login);
  const { approved_at, second } = login.approval;
  const named = approvers.flatMap(({ among }) => among);
  const { people } = await findFirstNamed(db, named, MOST_COUNTED + 1);
  const asked = people.filter(({ id }) => id !== login.userId);
  return {
    version: login.version,
    asked: asked.slice(0, MOST_ASKED).map(({ name }) => name),
    asked_total: Math.min(asked.length, MOST_COUNTED),
    ...(await countPeople(db, login.userId, approvers, second.approved)),
    since: approved_at,
    until: second.until,
    questions: second.questions.flatMap(({ from, question, answer }) =>
      answer === null ? [{ from, co_question: question }] : [],
    ),
  };
}
