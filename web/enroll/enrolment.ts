import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { createMachine, type Machine } from "../machine.ts";
import { type Problem, problemBehind } from "../problem.ts";
import { type EnrolmentParts, enrolmentEffect } from "./effects.ts";
import { reduceEnrolment } from "./reducer.ts";
import type { EnrolmentEvent, EnrolmentPageState } from "./state.ts";

export type Enrolment = Machine<EnrolmentPageState, EnrolmentEvent>;

/** Starts the page's machine, which from here on follows the person, the extension's window and the server. */
export function startEnrolment(parts: EnrolmentParts): Enrolment {
  const enrolment = createMachine<EnrolmentPageState, EnrolmentEvent>({
    initial: { at: "opening" },
    reduce: reduceEnrolment,
    effect: (state, signal) => enrolmentEffect(state, parts, signal),
    problemBehind: enrolmentProblemBehind,
  });
  parts.extension.onReady(() => enrolment.send({ type: "extension_ready" }));
  parts.extension.onEvent((type) => enrolment.send({ type }));
  return enrolment;
}

/**
 * Gives the problem behind anything that an effect of an enrolment threw. Any refusal of the chain may be its cause.
 */
export const enrolmentProblemBehind = (cause: unknown): Problem =>
  cause instanceof Refused && isRefusalCode(cause.code)
    ? { code: cause.code, sentence: sentenceOf(cause.code) }
    : problemBehind(cause);
