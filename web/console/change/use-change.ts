import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import type * as v from "valibot";
import { createMachine } from "../../machine.ts";
import { useConsole } from "../console-context.ts";
import { useMakeStale } from "../data/use-stale.ts";
import { useDrafts } from "../form/drafts.tsx";
import { changeEffect } from "./change-effects.ts";
import { NO_FIELDS, reduceChange } from "./change-reducer.ts";
import type { ChangeEvent, ChangeState, Order } from "./change-state.ts";
import { type Toast, useToast } from "./toast.ts";

interface ChangeOptions<Change, Answer> {
  /** The schema of the route's answer once the change is made. */
  readonly answer: v.GenericSchema<unknown, Answer>;
  /** The beginnings of the paths whose lists and things the change makes stale. */
  readonly stale: readonly string[];
  /**
   * The name of the form that the change comes from. Its draft is discarded, and it shows the problems of single
   * fields.
   */
  readonly form?: string;
  /**
   * True for a route that asks for no touch, because its change only takes away from oneself: its body is the change
   * itself.
   */
  readonly untouched?: boolean;
  /** Gives the toast for a change that was made, with the way to undo it if there is one. */
  readonly says?: (answer: Answer, change: Change) => Toast;
  /** Runs once the change is made, for example to go to what was made. */
  readonly onMade?: (answer: Answer, change: Change) => void;
}

/** One change of a page on its way through confirmation and touch. `<ConfirmChange>` shows it. */
export interface ConsoleChange<Change, Answer> {
  readonly state: ChangeState<Change, Answer>;
  /** The problems of single fields for which the last try was refused, for the form to show. */
  readonly fields: readonly FieldProblem[];
  /** Counts the changes that were made. As the `key` of a form that stays on the page, it empties the form. */
  readonly made: number;
  /** Asks first whether the change is meant; with `confirmed` it goes on to the touch at once. */
  begin(order: Order<Change>, confirmed?: boolean): void;
  confirm(): void;
  tryAgain(): void;
  close(): void;
}

export function useChange<Change, Answer>(options: ChangeOptions<Change, Answer>): ConsoleChange<Change, Answer> {
  const { http, askPasskey } = useConsole();
  const makeStale = useMakeStale();
  const drafts = useDrafts();
  const toast = useToast();
  const { answer, form, untouched = false } = options;
  const [machine] = useState(() =>
    createMachine<ChangeState<Change, Answer>, ChangeEvent<Change, Answer>>({
      initial: { at: "idle", fields: NO_FIELDS },
      reduce: (state, event) => reduceChange(state, event, { inForm: form !== undefined, needsTouch: !untouched }),
      effect: (state, signal) => changeEffect(state, { http, askPasskey, answer }, signal),
    }),
  );
  const state = useSyncExternalStore(machine.subscribe, machine.state);
  const [timesMade, setTimesMade] = useState(0);

  const made = useEffectEvent((order: Order<Change>, answered: Answer) => {
    makeStale(options.stale);
    if (form !== undefined) drafts.discard(form);
    if (options.says !== undefined) toast(options.says(answered, order.change));
    setTimesMade((times) => times + 1);
    machine.send({ type: "close" });
    options.onMade?.(answered, order.change);
  });
  // The change may have been made all the same, so what is shown has to be read anew.
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
