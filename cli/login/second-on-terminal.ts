import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { sentenceSchema } from "@nearside/shared/text/label.ts";
import * as v from "valibot";
import { type OwnProblem, problemOf } from "../problems/problem.ts";
import { texts } from "../texts/login.ts";
import type { World } from "../world/world.ts";
import type { AnswerQuestion } from "./login-display.ts";
import { readQuestion, waitInWords } from "./second-person.ts";

type Question = SecondWait["questions"][number];

/** The problems with which an answer did not reach the server, and may the next time. */
const LOST: ReadonlySet<string> = new Set<OwnProblem>(["server_unreachable", "server_busy", "server_failed"]);

/** The sentence of such a problem. @throws every other one */
function lostOnTheWay(error: unknown): string {
  const { code, message } = problemOf(error);
  if (!LOST.has(code)) throw error;
  return message;
}

/** Shows the further people whom a rule wants while a login waits for them (protocol §11). */
interface SecondOnTerminal {
  show(second: SecondWait, secondsLeft: number, answer: AnswerQuestion): void;
  /** Takes an open question back: the login has ended. */
  stop(): void;
}

/**
 * Says whom the login waits for, and asks the person who waits what they were asked, one question after the other.
 *
 * @param waitFor shows the countdown until then, in milliseconds; a question takes its place
 */
export function secondOnTerminal(
  { terminal, now }: Pick<World, "terminal" | "now">,
  waitFor: (what: string, endsAt: number) => void,
): SecondOnTerminal {
  const told = new Set<string>();
  const ended = new AbortController();
  let said: string | undefined;
  let asking: Promise<void> = Promise.resolve();

  const tell = (second: SecondWait, secondsLeft: number): void => {
    const { version: _, questions: __, ...facts } = second;
    const words = waitInWords(second, secondsLeft);
    if (words === said) return;
    said = words;
    terminal.object({ second_person: { ...facts, message: words } });
    terminal.say(words);
  };

  const ask = async (question: Question, answer: AnswerQuestion, waitOn: () => void): Promise<void> => {
    const read = await readQuestion(question);
    terminal.object({ question: read });
    terminal.say(texts.second.asks({ who: read.from, question: read.question }), "strong");
    if (answer === undefined) return terminal.say(texts.second.answerElsewhere);
    if (!terminal.interactive) return terminal.say(texts.second.needsTerminal);
    for (;;) {
      const text = await terminal.question(texts.second.yourAnswer, ended.signal);
      if (!v.is(sentenceSchema, text)) {
        terminal.say(texts.second.answerForm);
        continue;
      }
      const lost = await answer(question, text).catch(lostOnTheWay);
      if (lost === undefined) {
        terminal.say(texts.second.sent({ who: read.from }));
        return waitOn();
      }
      terminal.say(texts.second.lost({ why: lost }), "bad");
    }
  };

  return {
    show(second, secondsLeft, answer) {
      tell(second, secondsLeft);
      const until = now() + secondsLeft * 1000;
      const waitOn = (): void => waitFor(texts.second.waiting, until);
      const news = second.questions.filter(({ co_question }) => !told.has(co_question));
      for (const question of news) {
        told.add(question.co_question);
        asking = asking
          .then(() => ask(question, answer, waitOn))
          .catch((error: unknown) => {
            if (!ended.signal.aborted) terminal.say(problemOf(error).message, "bad");
          });
      }
      if (news.length === 0) waitOn();
    },
    stop: () => ended.abort(),
  };
}
