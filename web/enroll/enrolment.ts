import { Refused } from "@nearside/shared/refused.ts";
import { createMachine, type Machine } from "../machine.ts";
import type { Problem } from "../problem.ts";
import { problemNamed } from "../problem-named.ts";
import { enrollTexts } from "../texts/enroll.tsx";
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
  parts.extension.onEvent((type) => {
    if (type !== "review_ended") enrolment.send({ type });
  });
  return enrolment;
}

/**
 * Gives the problem behind anything that an effect of an enrolment threw. Any refusal of the chain may be its cause.
 */
export function enrolmentProblemBehind(cause: unknown): Problem {
  if (!(cause instanceof Refused)) return problemNamed("server_failed");
  const code: string = cause.code;
  if (code === "passkey_not_made" || code === "passkey_exists") return { code, sentence: MAKING_SENTENCES[code] };
  return problemNamed(code);
}

const MAKING_SENTENCES = enrollTexts.problems;
