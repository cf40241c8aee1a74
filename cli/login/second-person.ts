import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";

// A login that waits for further people (protocol §11), in the words of terminal and programs.

/** Whom it waits for: "Bob or Carol", "2 of Ada, Bob and 7 others". */
function askedInWords({ asked, asked_total, quorum }: SecondWait): string {
  const others = asked_total - asked.length;
  const names = others > 0 ? [...asked, `${others} ${others === 1 ? "other" : "others"}`] : asked;
  const last = names.at(-1) ?? "nobody";
  const list = names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${quorum > 1 ? "and" : "or"} ${last}`;
  return quorum > 1 ? `${quorum} of ${list}` : list;
}

/** Says how far it is, and what the person who waits may do. */
export function waitInWords(second: SecondWait): string {
  const { quorum, have } = second;
  const sofar = have === 0 ? "" : ` ${have} of ${quorum} ${have === 1 ? "has" : "have"} approved so far.`;
  const many = quorum > 1 ? "further people" : "a second person";
  return `A rule wants ${many} to approve it too. Asked: ${askedInWords(second)}.${sofar}`;
}

/** A question as it was signed. @throws Refused */
export async function readQuestion({
  from,
  co_question,
}: SecondWait["questions"][number]): Promise<{ readonly from: string; readonly question: string }> {
  const { claims } = await coQuestion.read(co_question);
  return { from: from.name, question: claims.question };
}
