import { approvalsApi } from "@nearside/shared/api/console/approvals.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { carriedReviewSchema, type ReviewedAnswer } from "@nearside/shared/api/page-messages.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { coApprovalChallenge } from "@nearside/shared/statements/challenges.ts";
import * as v from "valibot";
import { expectAnswer } from "../../bridge/answers.ts";
import type { AskPasskey } from "../../bridge/ask-passkey.ts";
import type { Extension } from "../../bridge/extension.ts";
import { ConsoleProblem, problemOf } from "../problem.ts";
import type { ConsoleHttp } from "../wire/http.ts";
import type { AnswerEvent, AnswerState } from "./answer-state.ts";

interface AnswerParts {
  /** Request id. */
  readonly id: string;
  readonly http: ConsoleHttp;
  readonly extension: Extension;
  readonly askPasskey: AskPasskey;
}

/**
 * Runs the one effect of a state. It never rejects.
 *
 * @returns the event that it ends in; undefined in states where the person is to act
 */
export function answerEffect(
  state: AnswerState,
  parts: AnswerParts,
  signal: AbortSignal,
): Promise<AnswerEvent> | undefined {
  return underWay(state, parts, signal)?.catch((cause: unknown) => ({ type: "failed", problem: problemOf(cause) }));
}

function underWay(state: AnswerState, parts: AnswerParts, signal: AbortSignal): Promise<AnswerEvent> | undefined {
  const { id, http, extension } = parts;
  switch (state.at) {
    case "preparing":
      if (!extension.reviews()) return Promise.reject(new ConsoleProblem("extension_cannot_review"));
      return http.post(at(approvalsApi.decision, id), {}, signal).then((material) => ({ type: "prepared", material }));
    // protocol §11: The page's display is not evidence. The extension verifies the whole chain, and shows it in its own window.
    case "verifying": {
      const { wish, material } = state;
      const { co_decision } = material;
      const review = v.safeParse(carriedReviewSchema, material.review);
      if (!review.success) return Promise.reject(new ConsoleProblem("server_failed"));
      return extension.ask({ kind: "review", co_decision, review: review.output, wish }, signal).then((answer) => {
        expectAnswer(answer, "window_opened");
        return { type: "window_opened" };
      });
    }
    case "reading":
      return signedInWindow(state.material.co_decision, extension, signal).then((signed) => ({
        type: "answered",
        signed,
      }));
    case "touching":
      return touch(state, parts.askPasskey, signal);
    case "sending":
      return send(state, parts, signal).then(() => ({ type: "sent" }));
    default:
      return undefined;
  }
}

/** Waits until the window is gone, and asks what was signed there; null if nothing was. */
async function signedInWindow(coDecision: string, extension: Extension, signal: AbortSignal): Promise<ReviewedAnswer> {
  const co_decision_hash = await sha256Base64url(coDecision);
  await new Promise<void>((resolve) => {
    const stop = extension.onEvent((event) => {
      if (event !== "review_ended") return;
      stop();
      resolve();
    });
    signal.addEventListener("abort", stop);
  });
  return expectAnswer(await extension.ask({ kind: "reviewed", co_decision_hash }, signal), "reviewed").signed;
}

/** protocol §11: The passkey signs what the extension signed, so that one touch is valid for this co-decision alone. */
async function touch(
  { material, signed }: Extract<AnswerState, { at: "touching" }>,
  askPasskey: AskPasskey,
  signal: AbortSignal,
): Promise<AnswerEvent> {
  const challenge = await coApprovalChallenge(await sha256Base64url(signed.co_review));
  await inFront(signal);
  const options = { ...material.options, challenge: encodeBase64url(challenge) };
  return { type: "asserted", assertion: await askPasskey(options, signal) };
}

/** A page without focus gets no passkey, and the extension's window may still have it. */
function inFront(signal: AbortSignal): Promise<void> {
  if (document.hasFocus()) return Promise.resolve();
  return new Promise((resolve) => window.addEventListener("focus", () => resolve(), { once: true, signal }));
}

async function send(
  { material, signed, assertion }: Extract<AnswerState, { at: "sending" }>,
  { id, http }: AnswerParts,
  signal: AbortSignal,
): Promise<void> {
  const { co_decision } = material;
  switch (signed.did) {
    case "approve": {
      if (assertion === null) throw new ConsoleProblem("page_failed");
      await http.post(at(approvalsApi.approve, id), { co_decision, co_review: signed.co_review, assertion }, signal);
      return;
    }
    case "refuse":
      await http.post(at(approvalsApi.refuse, id), { co_decision, co_refusal: signed.co_refusal }, signal);
      return;
    case "ask":
      await http.post(at(approvalsApi.question, id), { co_decision, co_question: signed.co_question }, signal);
  }
}
