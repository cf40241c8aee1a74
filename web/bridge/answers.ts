import type { Answer } from "@nearside/shared/api/page-messages.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { fail } from "../problem.ts";

/**
 * Narrows an answer to the kind that the question expects.
 *
 * @throws Refused with the extension's own code, or `extension_broken` if it answered something else
 */
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
