import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { LoginDisplay } from "../login/login-display.ts";
import { readQuestion, waitInWords } from "../login/second-person.ts";
import { texts } from "../texts/sdk.ts";
import { nearsideErrorOf } from "./error-of.ts";
import type { Operation } from "./operation.ts";

/** Tells a program that its login waits for further people (protocol §11), and each of their questions once. */
export function createSecondTeller({ tell, world, machine }: Operation): NonNullable<LoginDisplay["second"]> {
  const told = new Set<string>();
  let said: string | undefined;
  return (second, secondsLeft, answer) => {
    const message = neutralise(waitInWords(second, secondsLeft));
    const { asked, asked_total: askedTotal, quorum, have } = second;
    const newcomers = (second.newcomers ?? []).map(({ name }) => name);
    if (message !== said)
      tell({ type: "second_person", asked, askedTotal, quorum, have, newcomers, expiresIn: secondsLeft, message });
    said = message;
    for (const question of second.questions) {
      if (told.has(question.co_question)) continue;
      told.add(question.co_question);
      const answered =
        answer === undefined
          ? undefined
          : async (text: string): Promise<void> => {
              await answer(question, text).catch((error: unknown) => {
                throw nearsideErrorOf(error, world.stop, machine.issuer);
              });
            };
      readQuestion(question).then(
        (read) =>
          tell({
            type: "question",
            ...read,
            answer: answered,
            message: neutralise(texts.asks({ who: read.from, question: read.question })),
          }),
        () => undefined, // a text that is no question is not told
      );
    }
  };
}
