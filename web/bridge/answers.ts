import type { Answer } from "@nearside/shared/bridge/page-messages.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { fail } from "../problem.ts";

/** The answer if it is of that kind. Throws the extension's refusal, or that it answered something else. */
export function expectAnswer<Kind extends Exclude<Answer["kind"], "refused">>(
  answer: Answer,
  kind: Kind,
): Extract<Answer, { kind: Kind }> {
  if (answer.kind === "refused") throw new Refused(answer.code);
  if (!isKind(answer, kind)) fail("extension_broken");
  return answer;
}

const isKind = <Kind extends Answer["kind"]>(answer: Answer, kind: Kind): answer is Extract<Answer, { kind: Kind }> =>
  answer.kind === kind;
