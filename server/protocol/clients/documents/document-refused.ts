import type { OutsideProblem } from "../../../platform/outside/outside-refused.ts";
import { oauthTexts } from "../../../texts/oauth.ts";

/** Every reason for which a program's description is not taken, with the sentence that its person reads. The set is closed. */
export const DOCUMENT_PROBLEMS = {
  not_allowed: oauthTexts.documents.notAllowed,
  not_https: oauthTexts.documents.notHttps,
  private_address: oauthTexts.documents.privateAddress,
  unreachable: oauthTexts.documents.unreachable,
  unexpected_answer: oauthTexts.documents.unexpectedAnswer,
  too_large: oauthTexts.documents.tooLarge,
  too_slow: oauthTexts.documents.tooSlow,
  malformed: oauthTexts.documents.malformed,
} as const satisfies Record<OutsideProblem | "not_allowed" | "malformed", string>;

type DocumentProblem = keyof typeof DOCUMENT_PROBLEMS;

/** A program that describes itself is not taken by its description. */
export class DocumentRefused extends Error {
  readonly code: DocumentProblem;

  constructor(code: DocumentProblem, options?: ErrorOptions) {
    super(`the description of a program was not taken: ${code}`, options);
    this.name = "DocumentRefused";
    this.code = code;
  }
}
