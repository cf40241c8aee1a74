import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { problemTexts } from "../texts/console/frame.tsx";

type OwnCode = keyof typeof problemTexts;
const isOwnCode = (code: string): code is OwnCode => Object.hasOwn(problemTexts, code);

interface More extends ErrorOptions {
  /** Takes the place of the code's own sentence. */
  readonly sentence?: string | undefined;
  readonly fields?: readonly FieldProblem[] | undefined;
  readonly refusal?: string | undefined;
}

/**
 * Why the console could not do something: a closed code, the sentence for the person, and the problems of single
 * fields.
 */
export class ConsoleProblem extends Error {
  readonly code: string;
  readonly sentence: string;
  readonly fields: readonly FieldProblem[];
  /** The refusal of the chain's set, beside a code that says less. */
  readonly refusal: string | undefined;

  constructor(code: string, { sentence, fields = [], refusal, ...options }: More = {}) {
    super(code, options);
    this.name = "ConsoleProblem";
    this.code = code;
    this.sentence = sentence ?? sentenceFor(code);
    this.fields = fields;
    this.refusal = refusal;
  }
}

function sentenceFor(code: string): string {
  if (isOwnCode(code)) return problemTexts[code];
  return isRefusalCode(code) ? sentenceOf(code) : problemTexts.server_failed;
}

/** Gives the problem behind anything that was thrown. An unknown cause is trouble of this page. */
export function problemOf(cause: unknown): ConsoleProblem {
  if (cause instanceof ConsoleProblem) return cause;
  if (cause instanceof Refused) return new ConsoleProblem(cause.code, { cause });
  return new ConsoleProblem("page_failed", { cause });
}
