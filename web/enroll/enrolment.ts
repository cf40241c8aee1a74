import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { createMachine, type Machine } from "../machine.ts";
import { type Problem, problemBehind } from "../problem.ts";
import { type EnrolmentParts, enrolmentEffect } from "./effects.ts";
import { reduceEnrolment } from "./reducer.ts";
import type { EnrolmentEvent, EnrolmentPageState } from "./state.ts";

export type Enrolment = Machine<EnrolmentPageState, EnrolmentEvent>;

/** Begins: the page follows the person, the extension's window and the server from here on. */
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

/** The problem behind whatever an effect of an enrolment threw: every refusal there is may come of it. */
export const enrolmentProblemBehind = (cause: unknown): Problem =>
  cause instanceof Refused && isRefusalCode(cause.code)
    ? { code: cause.code, sentence: sentenceOf(cause.code) }
    : problemBehind(cause);
