import { createMachine, type Machine } from "../machine.ts";
import { type EnrolmentParts, enrolmentEffect } from "./effects.ts";
import { enrolmentProblemBehind } from "./problem.ts";
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
