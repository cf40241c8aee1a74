import { type EndCode, Problem } from "../problems/problem.ts";

/** Evidence that was not verified, or does not hold: a code as every other, a sentence about a login that is over. */
export class EvidenceProblem extends Problem {
  constructor(code: EndCode, sentence: string, options?: ErrorOptions) {
    super(code, undefined, options);
    this.message = sentence;
  }
}
