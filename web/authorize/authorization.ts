import { authorizationApi, type RedirectRefusal, type RedirectState } from "@nearside/shared/api/authorizations.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type { User } from "@nearside/shared/claims.ts";
import { authorizationIdSchema } from "@nearside/shared/ids.ts";
import { authorization } from "@nearside/shared/statements/authorization.ts";
import * as v from "valibot";
import { expectAnswer } from "../bridge/answers.ts";
import type { Extension } from "../bridge/extension.ts";
import type { Clock } from "../clock.ts";
import type { Post } from "../data/post.ts";
import { createMachine, type Machine } from "../machine.ts";
import type { Problem } from "../problem.ts";

/** Everything that the page acts through. */
interface AuthorizationParts {
  /** The address has it: what a program asks for, signed by this server; or its id alone, once the person has approved. */
  readonly authorization: string;
  readonly post: Post;
  readonly extension: Extension;
  readonly clock: Clock;
  readonly goTo: (path: string) => void;
}

/** The states of the page to which a program sends a browser that only knows a redirect (protocol §6). */
export type AuthorizationState =
  | { readonly at: "reading" }
  | { readonly at: "asking"; readonly id: string; readonly client: string; readonly user?: string }
  /** This browser is enrolled for several people. */
  | { readonly at: "choosing"; readonly id: string; readonly client: string; readonly users: readonly User[] }
  /** The keeper of this machine looks who listens. `slow`: it should have answered by now. */
  | { readonly at: "waiting"; readonly id: string; readonly client: string; readonly slow: boolean }
  /** The person has approved, and the keeper gives the program its code. `slow`: it should have said so by now. */
  | { readonly at: "delivering"; readonly id: string; readonly slow: boolean }
  | { readonly at: "delivered" }
  | { readonly at: "going_on"; readonly requestId: string }
  | { readonly at: "refused"; readonly code: RedirectRefusal }
  | { readonly at: "extension_missing"; readonly id: string; readonly client: string }
  | { readonly at: "not_read" }
  | { readonly at: "failed"; readonly problem: Problem };

export type AuthorizationEvent =
  | { readonly type: "read"; readonly id: string; readonly client: string }
  | { readonly type: "approved"; readonly id: string }
  | { readonly type: "unreadable" }
  | { readonly type: "to_choose"; readonly users: readonly User[] }
  | { readonly type: "chosen"; readonly user: string }
  | { readonly type: "extension_absent" }
  | { readonly type: "extension_ready" }
  | { readonly type: "followed"; readonly state: RedirectState }
  | { readonly type: "slow" }
  | { readonly type: "retry_pressed" };

export type Authorization = Machine<AuthorizationState, AuthorizationEvent>;

/** A keeper that runs answers within this time, and a program takes its answer within it. Milliseconds. */
const SLOW_AFTER = 4000;

/** Starts the page's machine, which moves by itself unless something is in the way. */
export function startAuthorization(parts: AuthorizationParts): Authorization {
  const machine: Authorization = createMachine<AuthorizationState, AuthorizationEvent>({
    initial: { at: "reading" },
    reduce,
    effect: (state, signal) => effectOf(state, parts, signal),
  });
  parts.extension.onReady(() => machine.send({ type: "extension_ready" }));
  return machine;
}

function reduce(
  state: AuthorizationState,
  event: AuthorizationEvent | { readonly type: "refused"; readonly problem: Problem },
): AuthorizationState {
  switch (event.type) {
    case "refused":
      return { at: "failed", problem: event.problem };
    case "retry_pressed":
      return { at: "reading" };
    case "unreadable":
      return { at: "not_read" };
    case "read":
      return { at: "asking", id: event.id, client: event.client };
    case "approved":
      return { at: "delivering", id: event.id, slow: false };
    case "to_choose":
      return state.at === "asking" ? { ...state, at: "choosing", users: event.users } : state;
    case "chosen":
      return state.at === "choosing" ? { at: "asking", id: state.id, client: state.client, user: event.user } : state;
    case "extension_absent":
      return state.at === "asking" ? { ...state, at: "extension_missing" } : state;
    case "extension_ready":
      return state.at === "extension_missing" ? { at: "asking", id: state.id, client: state.client } : state;
    case "slow":
      return state.at === "waiting" || state.at === "delivering" ? { ...state, slow: true } : state;
    case "followed":
      return afterAnswer(state, event.state);
  }
}

function afterAnswer(state: AuthorizationState, answer: RedirectState): AuthorizationState {
  if (answer.state === "refused") return { at: "refused", code: answer.code };
  if (answer.state === "delivered") return { at: "delivered" };
  if (state.at === "delivering") return { ...state };
  if (answer.state === "vouched") return { at: "going_on", requestId: answer.request_id };
  if (state.at === "asking") return { at: "waiting", id: state.id, client: state.client, slow: false };
  return state.at === "waiting" ? { ...state, slow: true } : state;
}

function effectOf(
  state: AuthorizationState,
  parts: AuthorizationParts,
  signal: AbortSignal,
): Promise<AuthorizationEvent> | undefined {
  switch (state.at) {
    case "reading":
      return readAsked(parts);
    case "asking":
      return askServer(parts, state.user, signal);
    case "waiting":
      return Promise.race([follow(parts, state.id, "asked", signal), slowly(parts, state.slow, signal)]);
    case "delivering":
      return Promise.race([follow(parts, state.id, "vouched", signal), slowly(parts, state.slow, signal)]);
    case "going_on":
      parts.goTo(`/approve/${state.requestId}`);
      return undefined;
    default:
      return undefined;
  }
}

async function readAsked({ authorization: text }: AuthorizationParts): Promise<AuthorizationEvent> {
  if (v.is(authorizationIdSchema, text)) return { type: "approved", id: text };
  try {
    const { claims } = await authorization.read(text);
    return { type: "read", id: claims.jti, client: claims.client.name };
  } catch {
    return { type: "unreadable" };
  }
}

async function askServer(
  { authorization: text, extension, post }: AuthorizationParts,
  user: string | undefined,
  signal: AbortSignal,
): Promise<AuthorizationEvent> {
  if (!extension.present()) return { type: "extension_absent" };
  const asking =
    user === undefined
      ? ({ kind: "redirect", authorization: text } as const)
      : ({ kind: "redirect_as", authorization: text, user } as const);
  const answer = await extension.ask(asking, signal);
  if (answer.kind === "accounts") return { type: "to_choose", users: answer.users };
  const { ask } = expectAnswer(answer, "redirect_asked");
  return { type: "followed", state: await post(authorizationApi.ask, { authorization: text, ask }, signal) };
}

async function follow(
  { post }: AuthorizationParts,
  id: string,
  known: "asked" | "vouched",
  signal: AbortSignal,
): Promise<AuthorizationEvent> {
  const to = at(authorizationApi.state, id);
  for (;;) {
    const state = await post(to, { known }, signal);
    if (state.state !== known) return { type: "followed", state };
  }
}

const slowly = ({ clock }: AuthorizationParts, isSlow: boolean, signal: AbortSignal): Promise<AuthorizationEvent> =>
  new Promise((resolve) => {
    if (isSlow) return;
    const stop = clock.after(SLOW_AFTER, () => resolve({ type: "slow" }));
    signal.addEventListener("abort", stop, { once: true });
  });
