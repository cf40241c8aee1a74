import { Refused } from "../refused.ts";
import { ENROLMENT_REFUSALS } from "../texts/enrolment-refusals.ts";
import { LOGIN_REFUSALS } from "../texts/login-refusals.ts";
import type { LoginRefusalCode } from "./login-refusal-codes.ts";

/**
 * Every code for which a link of the chain is refused, with the sentence that a person reads: what happened, why, what
 * to do next. The set is closed: a code that is not here is a bug of ours.
 */
export const REFUSALS = {
  ...(LOGIN_REFUSALS satisfies Readonly<Record<LoginRefusalCode, string>>),
  ...ENROLMENT_REFUSALS,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export const sentenceOf = (code: RefusalCode): string => REFUSALS[code];

export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(REFUSALS, code);

/**
 * Ends a check with that refusal.
 *
 * @throws Refused always
 */
export function refuse(code: RefusalCode, field?: string, options?: ErrorOptions): never {
  throw new Refused(code, field, options);
}
