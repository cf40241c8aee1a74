import { type Problem, problemBehind as problemOfLogin } from "./problem.ts";

/** Holds a page's state, which only events move. */
export interface Machine<State, Event> {
  state(): State;
  subscribe(changed: () => void): () => void;
  send(event: Event): void;
}

interface Refusal {
  readonly type: "refused";
  readonly problem: Problem;
}

/**
 * Runs a reducer. Entering a state starts its one effect, whose outcome is the next event. Leaving the state aborts the
 * effect, and a late outcome is dropped.
 */
export function createMachine<State, Event extends { readonly type: string }>(parts: {
  readonly initial: State;
  readonly reduce: (state: State, event: Event | Refusal) => State;
  readonly effect: (state: State, signal: AbortSignal) => Promise<Event> | undefined;
  /** Reads the problem from what an effect threw, for pages whose effects may throw more than a login's do. */
  readonly problemBehind?: (cause: unknown) => Problem | Promise<Problem>;
}): Machine<State, Event> {
  const { problemBehind = problemOfLogin } = parts;
  let state = parts.initial;
  let leaving = new AbortController();
  const watchers = new Set<() => void>();

  const enter = (next: State): void => {
    state = next;
    leaving = new AbortController();
    const { signal } = leaving;
    parts.effect(state, signal)?.then(
      (event) => {
        if (!signal.aborted) move(event);
      },
      async (cause: unknown) => {
        const problem = await problemBehind(cause);
        if (!signal.aborted) move({ type: "refused", problem });
      },
    );
    for (const changed of watchers) changed();
  };
  const move = (event: Event | Refusal): void => {
    const next = parts.reduce(state, event);
    if (next === state) return;
    leaving.abort();
    enter(next);
  };

  enter(parts.initial);
  return {
    state: () => state,
    subscribe(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    send: move,
  };
}
