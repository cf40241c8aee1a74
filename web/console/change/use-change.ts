import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { AskEntry, ChangeEntry, ConsoleEntry } from "@nearside/shared/api/console/entry.ts";
import type { InputOf, OutputOf } from "@nearside/shared/api/entry.ts";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { createMachine } from "../../machine.ts";
import { useConsole } from "../console-context.ts";
import { type Stale, useMakeStale } from "../data/use-stale.ts";
import { useDrafts } from "../form/drafts.tsx";
import { changeEffect } from "./change-effects.ts";
import { NO_FIELDS, reduceChange } from "./change-reducer.ts";
import type { ChangeEvent, ChangeState, Changing, Order } from "./change-state.ts";
import { type Toast, useToast } from "./toast.ts";

export interface ChangeOptions<E extends Changing> {
  readonly stale: Stale;
  /**
   * The name of the form that the change comes from. Its draft is discarded, and it shows the problems of single
   * fields.
   */
  readonly form?: string;
  /** Gives the toast for a change that was made, with the way to undo it if there is one. */
  readonly says?: (answer: OutputOf<E>, change: InputOf<E>) => Toast;
  /** Runs once the change is made, for example to go to what was made. */
  readonly onMade?: (answer: OutputOf<E>, change: InputOf<E>) => void;
}

/** One change of a page on its way through confirmation and touch. `<ConfirmChange>` shows it. */
export interface ConsoleChange<E extends Changing = Changing> {
  readonly state: ChangeState<E>;
  /** The problems of single fields for which the last try was refused, for the form to show. */
  readonly fields: readonly FieldProblem[];
  /** Counts the changes that were made. As the `key` of a form that stays on the page, it empties the form. */
  readonly made: number;
  /** Asks first whether the change is meant; with `confirmed` it continues to the touch at once. */
  begin<F extends E>(order: Order<F>, confirmed?: boolean): void;
  confirm(): void;
  tryAgain(): void;
  close(): void;
}

/**
 * Holds one change of a page. `E` is the entry that is asked; name it if `says` or `onMade` look at the answer or the
 * change.
 */
export function useChange<E extends ConsoleEntry<"ask" | "change"> = AskEntry | ChangeEntry>(
  options: ChangeOptions<E & Changing>,
): ConsoleChange<E & Changing> {
  const { http, askPasskey } = useConsole();
  const makeStale = useMakeStale();
  const drafts = useDrafts();
  const toast = useToast();
  const { form } = options;
  const [machine] = useState(() =>
    createMachine<ChangeState<E & Changing>, ChangeEvent<E & Changing>>({
      initial: { at: "idle", fields: NO_FIELDS },
      reduce: (state, event) => reduceChange(state, event, form !== undefined),
      effect: (state, signal) => changeEffect(state, { http, askPasskey }, signal),
    }),
  );
  const state = useSyncExternalStore(machine.subscribe, machine.state);
  const [timesMade, setTimesMade] = useState(0);

  const made = useEffectEvent((order: Order<E & Changing>, answered: OutputOf<E & Changing>) => {
    makeStale(options.stale);
    if (form !== undefined) drafts.discard(form);
    if (options.says !== undefined) toast(options.says(answered, order.change), options.stale);
    setTimesMade((times) => times + 1);
    machine.send({ type: "close" });
    options.onMade?.(answered, order.change);
  });
  // The change may have been made all the same, so what is shown has to be read again.
  const maybeMade = useEffectEvent(() => makeStale(options.stale));
  useEffect(() => {
    if (state.at === "done") made(state.order, state.answer);
    if (state.at === "failed" && state.problem.code === "maybe_changed") maybeMade();
  }, [state]);

  return {
    state,
    fields: state.at === "idle" ? state.fields : NO_FIELDS,
    made: timesMade,
    begin: (order, confirmed = false) => machine.send({ type: "begin", order, confirmed }),
    confirm: () => machine.send({ type: "confirm" }),
    tryAgain: () => machine.send({ type: "try_again" }),
    close: () => machine.send({ type: "close" }),
  };
}
