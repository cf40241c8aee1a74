import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { type Problem, pageProblem } from "./problem.ts";
import { withCode } from "./texts/with-code.tsx";

/** Gives the problem of that name to a page that may load the sentence of every refusal. */
export const problemNamed = (code: string): Problem =>
  isRefusalCode(code) ? { code, sentence: withCode(sentenceOf(code)) } : pageProblem(code);
