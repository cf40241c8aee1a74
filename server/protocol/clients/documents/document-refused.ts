import type { OutsideProblem } from "../../../platform/outside/outside-refused.ts";

/** Every reason for which a program's description is not taken, with the sentence that its person reads. The set is closed. */
export const DOCUMENT_PROBLEMS = {
  not_allowed:
    "This server takes no descriptions from that host. Ask your administrator to allow it, or to register the program.",
  not_https: "The program's description leads to an address that is not protected.",
  private_address:
    "The program's description lies in a private network, which this server asks only where its configuration says so.",
  unreachable: "The program's description could not be reached. Try again in a minute.",
  unexpected_answer:
    "The address that the program named answered with something else than a description, or leads elsewhere.",
  too_large: "The program's description is longer than five kilobytes, so it was not read.",
  too_slow: "The program's description did not come in time. Try again in a minute.",
  malformed:
    "The program's description is not as it should be: it must name its own address as client_id, a name, a redirect address of this computer, and no secret.",
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
