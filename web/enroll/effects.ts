import { expectAnswer } from "../bridge/answers.ts";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Extension } from "../bridge/extension.ts";
import type { MakePasskey } from "../bridge/make-passkey.ts";
import {
  nextEnrolmentState,
  openEnrolment,
  type PasskeyAnswer,
  proveEnrolmentLocality,
  storePasskey,
} from "../data/enrolments.ts";
import type { Post } from "../data/post.ts";
import { expectedOnServer } from "./reducer.ts";
import type { EnrolmentEvent, EnrolmentPageState } from "./state.ts";

/** Everything that the enrolment page acts through. */
export interface EnrolmentParts {
  readonly enrolmentId: string;
  readonly post: Post;
  readonly extension: Extension;
  readonly makePasskey: MakePasskey;
  readonly askPasskey: AskPasskey;
}

/**
 * Runs the one effect of a state.
 *
 * @returns the event that it ends in; undefined in states where nothing is under way
 */
export function enrolmentEffect(
  state: EnrolmentPageState,
  parts: EnrolmentParts,
  signal: AbortSignal,
): Promise<EnrolmentEvent> | undefined {
  const { enrolmentId, post, extension } = parts;
  switch (state.at) {
    case "opening":
    case "reopening":
      return openEnrolment(post, enrolmentId, signal).then((opening) =>
        opening.state === "open"
          ? { type: "opened", request: opening.request, nonce: opening.nonce, bridge: extension.present() }
          : { type: "moved", to: opening.state },
      );
    // protocol §3.3: The person confirms issuer, user and port in the extension's own window.
    case "opening_window":
      return extension.ask({ kind: "enrol", enrolment_request: state.request }, signal).then((answer) => {
        expectAnswer(answer, "window_opened");
        return { type: "window_opened" };
      });
    case "meeting": {
      const { request, nonce } = state;
      return extension.ask({ kind: "meet_enrolment", enrolment_request: request, nonce }, signal).then((answer) => {
        const { kind: _, ...meeting } = expectAnswer(answer, "met");
        return { type: "met", meeting };
      });
    }
    case "proving":
      return proveEnrolmentLocality(post, enrolmentId, state.meeting, signal).then((passkey) => ({
        type: "proved",
        passkey,
      }));
    case "authenticating":
      return answerWithPasskey(state.passkey, parts, signal).then((answer) => ({ type: "answered", answer }));
    case "storing":
      return storePasskey(post, enrolmentId, state.answer, signal).then((to) => ({ type: "stored", to }));
    default: {
      const expected = expectedOnServer(state);
      if (expected === undefined) return undefined;
      return nextEnrolmentState(post, enrolmentId, expected, signal).then(({ state: to, ...why }) => ({
        type: "moved",
        to,
        ...why,
      }));
    }
  }
}

async function answerWithPasskey(
  passkey: Extract<EnrolmentPageState, { at: "asking" }>["passkey"],
  parts: EnrolmentParts,
  signal: AbortSignal,
): Promise<PasskeyAnswer> {
  return passkey.passkey === "create"
    ? { passkey: "create", response: await parts.makePasskey(passkey.options, signal) }
    : { passkey: "get", response: await parts.askPasskey(passkey.options, signal) };
}
