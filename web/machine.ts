import { type Problem, problemBehind as problemOfLogin } from "./problem.ts";

/** A page's state, moved by events alone. */
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
 * Runs a reducer. Entering a state begins its one effect, whose outcome is the next event; leaving the state ends the
 * effect, and what it still brings is dropped.
 */
export function createMachine<State, Event extends { readonly type: string }>(parts: {
  readonly initial: State;
  readonly reduce: (state: State, event: Event | Refusal) => State;
  readonly effect: (state: State, signal: AbortSignal) => Promise<Event> | undefined;
  /** Where an effect may throw more than a login does. */
  readonly problemBehind?: (cause: unknown) => Problem;
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
      (cause: unknown) => {
        if (!signal.aborted) move({ type: "refused", problem: problemBehind(cause) });
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
