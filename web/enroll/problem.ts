import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { type Problem, problemBehind } from "../problem.ts";

/** The problem behind whatever an effect of an enrolment threw: every refusal there is may come of it. */
export const enrolmentProblemBehind = (cause: unknown): Problem =>
  cause instanceof Refused && isRefusalCode(cause.code)
    ? { code: cause.code, sentence: sentenceOf(cause.code) }
    : problemBehind(cause);
