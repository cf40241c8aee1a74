import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import type { EnrolmentStateAnswer, EnrolmentStateName } from "@nearside/shared/api/enrolments.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { expectAnswer } from "../bridge/answers.ts";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Extension } from "../bridge/extension.ts";
import type { MakePasskey } from "../bridge/make-passkey.ts";
import type { Post } from "../data/post.ts";
import { expectedOnServer } from "./reducer.ts";
import type { EnrolmentEvent, EnrolmentPageState, PasskeyAnswer } from "./state.ts";

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
    // protocol §3.3: The server gives the request with a fresh nonce, or the state of an enrolment that is not open.
    case "opening":
    case "reopening":
      return post(at(enrolApi.nonce, enrolmentId), {}, signal).then((answer) =>
        "nonce" in answer
          ? { type: "opened", request: answer.enrolment_request, nonce: answer.nonce, bridge: extension.present() }
          : { type: "moved", to: answer.state },
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
        const { kind: _, ...met } = expectAnswer(answer, "met");
        return { type: "met", meeting: { nonce, ...met } };
      });
    }
    // protocol §3.3, §3.7: The answer says which passkey has to prove the person.
    case "proving":
      return post(at(enrolApi.locality, enrolmentId), state.meeting, signal).then((passkey) => ({
        type: "proved",
        passkey,
      }));
    case "authenticating":
      return answerWithPasskey(state.passkey, parts, signal).then((answer) => ({ type: "answered", answer }));
    // protocol §3.3, §3.4: The server judges the passkey's proof of possession.
    case "storing":
      return post(at(enrolApi.passkey, enrolmentId), state.answer, signal).then(({ state: to }) => ({
        type: "stored",
        to,
      }));
    default: {
      const expected = expectedOnServer(state);
      if (expected === undefined) return undefined;
      return nextState(expected, parts, signal).then(({ state: to, ...why }) => ({
        type: "moved",
        to,
        ...why,
      }));
    }
  }
}

/** Waits until the enrolment is in another state than the given one. The server holds each request open for a while. */
async function nextState(
  expected: EnrolmentStateName,
  { enrolmentId, post }: EnrolmentParts,
  signal: AbortSignal,
): Promise<EnrolmentStateAnswer> {
  for (;;) {
    const answer = await post(at(enrolApi.state, enrolmentId), { known: expected }, signal);
    if (answer.state !== expected) return answer;
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
