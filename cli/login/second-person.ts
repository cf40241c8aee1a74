import { MOST_COUNTED, type SecondWait } from "@nearside/shared/api/second-wait.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { newcomersInWords } from "../server/server-refusal.ts";
import { texts } from "../texts/login.ts";

// A login that waits for further people (protocol §11), in the words of terminal and programs.

/** Names whom it waits for: "Bob or Carol", "2 of Ada, Bob and 7 others". */
function askedInWords({ asked, asked_total, quorum }: SecondWait): string {
  const others = asked_total - asked.length;
  const names =
    others > 0
      ? [
          ...asked,
          asked_total < MOST_COUNTED
            ? texts.second.further({ count: others })
            : texts.second.furtherAtLeast({ count: others }),
        ]
      : asked;
  if (names.length === 0) return texts.second.nobody;
  return quorum > 1 ? texts.second.severalOf({ quorum, names }) : texts.second.oneOf({ names });
}

/**
 * Says how far it is, and who does not count yet.
 *
 * @param secondsLeft until the wait is over
 */
export function waitInWords(second: SecondWait, secondsLeft: number): string {
  const { newcomers = [], until } = second;
  const said = askedAndSoFar(second);
  return newcomers.length === 0 ? said : `${said} ${newcomersInWords(newcomers, until - secondsLeft)}`;
}

function askedAndSoFar(second: SecondWait): string {
  const { quorum, have } = second;
  const asked = askedInWords(second);
  const asks = quorum > 1 ? texts.second.asksSeveral({ asked }) : texts.second.asksOne({ asked });
  return have === 0 ? asks : `${asks} ${texts.second.soFar({ have, quorum })}`;
}

/** A question as it was signed. @throws Refused */
export async function readQuestion({
  from,
  co_question,
}: SecondWait["questions"][number]): Promise<{ readonly from: string; readonly question: string }> {
  const { claims } = await coQuestion.read(co_question);
  return { from: from.name, question: claims.question };
}
