import { type SessionAnswer, sessionApi, signInApi } from "@nearside/shared/api/console/session.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { expectAnswer } from "../../bridge/answers.ts";
import type { AskPasskey } from "../../bridge/ask-passkey.ts";
import type { Extension } from "../../bridge/extension.ts";
import { ConsoleProblem, problemOf } from "../problem.ts";
import { type ConsoleHttp, NO_QUERY } from "../wire/http.ts";
import type { OpenPost } from "../wire/open-http.ts";
import { type KeyStore, newSessionKey } from "../wire/session-key.ts";
import type { Meeting, Session, SessionEvent, SessionState } from "./session-state.ts";

/** Everything that the session acts through. */
export interface SessionParts {
  readonly http: ConsoleHttp;
  readonly post: OpenPost;
  readonly keys: KeyStore;
  readonly extension: Extension;
  readonly askPasskey: AskPasskey;
  /** Milliseconds. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly lastAnsweredAt: () => number;
}

/**
 * Runs the one effect of a state. It never rejects.
 *
 * @returns the event that it ends in; undefined in states where the person is to act
 */
export function sessionEffect(
  state: SessionState,
  parts: SessionParts,
  signal: AbortSignal,
): Promise<SessionEvent> | undefined {
  return underWay(state, parts, signal)?.catch((cause: unknown) => ({ type: "failed", problem: problemOf(cause) }));
}

function underWay(state: SessionState, parts: SessionParts, signal: AbortSignal): Promise<SessionEvent> | undefined {
  const { http, extension } = parts;
  switch (state.at) {
    case "opening":
      return open(parts, signal);
    case "meeting":
      return extension.present() ? meet(state.as, parts, signal) : Promise.resolve({ type: "extension_absent" });
    // The person's click on the icon brings the bridge, and the page continues by itself.
    case "extension_missing":
      return new Promise((resolve) => {
        const stop = extension.onReady(() => resolve({ type: "sign_in" }));
        signal.addEventListener("abort", stop);
      });
    case "touching":
      return parts.askPasskey(state.meeting.options, signal).then((assertion) => ({ type: "asserted", assertion }));
    case "entering":
      return enter(state.meeting, state.assertion, parts, signal);
    case "signing_out":
      return http
        .post(sessionApi.signOut, {}, signal)
        .catch((cause: unknown) => {
          if (!(cause instanceof ConsoleProblem && cause.code === "not_signed_in")) throw cause;
        })
        .then(() => parts.keys.forget())
        .then(() => ({ type: "signed_out" }));
    default:
      return undefined;
  }
}

async function open({ http, now, lastAnsweredAt }: SessionParts, signal: AbortSignal): Promise<SessionEvent> {
  try {
    const answer = await http.get(sessionApi.view, NO_QUERY, signal);
    return { type: "opened", session: sessionOf(answer, now()) };
  } catch (cause) {
    if (cause instanceof ConsoleProblem && cause.code === "not_signed_in")
      return { type: "ended", now: now(), lastAnsweredAt: lastAnsweredAt() };
    throw cause;
  }
}

/** protocol §8: The extension says which enrolled browser asks. The passkey says, later, that a person is there. */
async function meet(
  user: string | undefined,
  { post, extension, now }: SessionParts,
  signal: AbortSignal,
): Promise<SessionEvent> {
  const issued = await post(signInApi.nonce, {}, signal);
  const key = await newSessionKey(issued.now * 1000 - now());
  const { nonce } = issued;
  const answer = await extension.ask(
    user === undefined ? { kind: "sign_in", nonce } : { kind: "sign_in_as", nonce, user },
    signal,
  );
  if (answer.kind === "accounts") return { type: "to_choose", users: answer.users };
  const signIn = expectAnswer(answer, "signed_in").sign_in;
  const body = { sign_in: signIn, session_jkt: key.jkt };
  const met = await post(signInApi.options, body, signal);
  return { type: "met", meeting: { signIn, key, ...met } };
}

async function enter(
  { signIn, key }: Meeting,
  assertion: AssertionJson,
  parts: SessionParts,
  signal: AbortSignal,
): Promise<SessionEvent> {
  const body = { sign_in: signIn, session_key: key.jwk, assertion };
  await parts.post(signInApi.signIn, body, signal);
  await parts.keys.keep(key);
  return open(parts, signal);
}

/** Converts the server's times to this browser's clock. */
function sessionOf(answer: SessionAnswer, now: number): Session {
  const serverIsAheadBy = answer.now - now;
  return {
    user: answer.user,
    machine: answer.machine,
    signedInAt: answer.signed_in_at - serverIsAheadBy,
    endsAt: answer.ends_at - serverIsAheadBy,
    idleFor: answer.idle_ends_at - answer.now,
  };
}
