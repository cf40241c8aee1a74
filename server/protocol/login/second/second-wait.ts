import { MOST_ASKED, MOST_COUNTED, type SecondWait } from "@nearside/shared/api/second-wait.ts";
import { newcomersBeside } from "../../../platform/http/refused-by-rules.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { Own } from "../own-login.ts";
import { countPeople } from "./people-needed.ts";
import { askedFor, type WaitingLogin } from "./waiting-login.ts";
import { findWhoCounts, newcomersShown } from "./who-counts.ts";

/**
 * The facts for the person who waits: who is asked and who does not count yet, since when and until when, how many have approved, and what was
 * asked back.
 */
export async function secondWaitOf({ db, clock }: WithClock & WithDb, login: Own<WaitingLogin>): Promise<SecondWait> {
  const { approvers } = await askedFor(login);
  const { approved_at, second } = login.approval;
  const { userId } = login;
  const who = await findWhoCounts(db, { approvers, userId, newcomers: second.newcomers }, clock());
  const asked = who.counting;
  return {
    version: login.version,
    asked: asked.slice(0, MOST_ASKED).map(({ name }) => name),
    asked_total: Math.min(asked.length, MOST_COUNTED),
    ...newcomersBeside(newcomersShown(who)),
    ...(await countPeople(db, userId, approvers, second.approved)),
    since: approved_at,
    until: second.until,
    questions: second.questions.flatMap(({ from, question, answer }) =>
      answer === null ? [{ from, co_question: question }] : [],
    ),
  };
}
