import { AUTHORIZE_PAGE } from "@nearside/shared/api/approval-address.ts";
import type { Ask } from "@nearside/shared/api/page-messages.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { expectAnswer } from "../bridge/answers.ts";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Extension } from "../bridge/extension.ts";
import type { Clock } from "../clock.ts";
import type { Login, TouchQuestion } from "../data/login.ts";
import { approve, deny, fetchQuestion, type NextQuestion, openLogin, proveLocality } from "../data/login-requests.ts";
import type { Post } from "../data/post.ts";
import { fail } from "../problem.ts";
import { reportTrouble } from "./report-trouble.ts";
import type { ApprovalEvent, ApprovalState } from "./state.ts";

/** Everything that the approval page may act through. */
export interface ApprovalParts {
  readonly requestId: string;
  readonly post: Post;
  readonly extension: Extension;
  readonly askPasskey: AskPasskey;
  readonly clock: Clock;
  /** Opens another page of this server in this one's place. */
  readonly goTo: (path: string) => void;
}

/**
 * Runs the one effect of a state.
 *
 * @returns the event that it ends in; undefined in states where the person is to act
 */
export function approvalEffect(
  state: ApprovalState,
  parts: ApprovalParts,
  signal: AbortSignal,
): Promise<ApprovalEvent> | undefined {
  const { requestId, post, extension, clock } = parts;
  switch (state.at) {
    // protocol §4.3: The server gives a nonce that is bound to this browser session.
    case "opening":
      return openLogin(post, requestId, clock.now, signal).then((opening) => {
        if (opening.state === "open") return { type: "opened", login: opening.login, nonce: opening.nonce };
        if (opening.state === "withdrawn") return { type: "withdrawn", reason: opening.reason };
        if (opening.state === "waiting") return { type: "waits", second: opening.second };
        return { type: "ended", how: opening.state, ...("reason" in opening && { reason: opening.reason }) };
      });
    // protocol §4.3: The extension meets the command line.
    case "meeting": {
      if (!extension.present()) return Promise.resolve({ type: "extension_absent" });
      const { nonce } = state;
      return extension.ask({ kind: "meet", request: state.login.request, nonce }, signal).then((answer) => {
        const { kind: _, ...met } = expectAnswer(answer, "met");
        return { type: "met", meeting: { nonce, ...met } };
      });
    }
    // protocol §4.4: The server judges what the meeting proved, and mostly says at once what is to be decided.
    case "proving":
      return proveLocality(post, requestId, state.meeting, signal).then((answer) =>
        answer.state === "met" ? { type: "proved" } : eventOf(answer),
      );
    // protocol §4.5: The server signs what is to be decided, or says what has to be typed first.
    case "questioning":
    case "handing_in":
      return fetchQuestion(post, requestId, "typed" in state ? state.typed : {}, signal).then(eventOf);
    // protocol §4.5: The page's display is not evidence. The extension verifies the decision, and shows it in its own
    // window.
    case "showing": {
      const { decision, factsText } = state.question;
      const { request } = state.login;
      return extension.ask({ kind: "decision", request, decision, facts: factsText }, signal).then((answer) => {
        expectAnswer(answer, "shown");
        return { type: "shown" };
      });
    }
    case "authenticating":
      return parts
        .askPasskey(state.question.touch.first, signal)
        .then((assertion) => ({ type: "asserted", assertion }));
    case "touching_key":
      return touchKey(state.question, state.assertion, parts, signal);
    case "approving":
    case "reusing": {
      const touches = state.at === "approving" ? state.touches : { assertion: null, securityKey: null };
      return approve(post, requestId, state.question.decision, touches, signal).then((answer) => ({
        type: "approved",
        requestId: answer.request_id,
        ...(answer.state === "waiting" && { second: answer.second }),
      }));
    }
    case "signing_denial":
      return extension.ask(denialAsked(state, extension), signal).then((answer) => ({
        type: "denial_signed",
        denial: expectAnswer(answer, "denial").denial,
      }));
    case "denying":
      return deny(post, requestId, state.denial, state.alert, signal).then(() => ({ type: "denied" }));
    case "approved":
      clearExtension(extension, state.login, signal);
      // Another page tells what the keeper does for a program then (protocol §6).
      if (state.program !== undefined) parts.goTo(`${AUTHORIZE_PAGE}#${state.program}`);
      return undefined;
    case "reused":
    case "ruled_out":
    case "denied":
    case "expired":
    case "gone":
    case "withdrawn":
      clearExtension(extension, state.login, signal);
      return undefined;
    default:
      reportTrouble(state, parts, signal);
      return undefined;
  }
}

/** An older extension gets no reason: it would not answer, and the denial counts more than its reason. */
const denialAsked = (
  { login, reason }: Extract<ApprovalState, { at: "signing_denial" }>,
  extension: Extension,
): Ask => ({
  kind: "deny",
  request_hash: login.requestHash,
  ...(reason !== undefined && extension.signsReasons() && { reason }),
});

const eventOf = (next: NextQuestion): ApprovalEvent =>
  next.state === "wanted" ? { type: "wanted", wish: next.wish } : { type: "questioned", question: next.question };

/** Asks for the second touch, which must come from another passkey than the first. */
async function touchKey(
  { touch }: TouchQuestion,
  first: AssertionJson,
  { askPasskey }: ApprovalParts,
  signal: AbortSignal,
): Promise<ApprovalEvent> {
  if (touch.key === null) return fail("server_failed");
  const allowCredentials = touch.key.allowCredentials.filter(({ id }) => id !== first.id);
  if (allowCredentials.length === 0) return fail("security_key_first");
  return { type: "asserted", assertion: await askPasskey({ ...touch.key, allowCredentials }, signal) };
}

/**
 * Tells the extension that it need no longer show this login, because it has ended or is met again. The extension knows
 * the expiry itself, so the page does not wait for its answer.
 */
function clearExtension(extension: Extension, login: Login | undefined, signal: AbortSignal): void {
  if (login === undefined || !extension.present()) return;
  void extension.ask({ kind: "settled", request_hash: login.requestHash }, signal);
}
