import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { ConsoleProblem } from "../problem.ts";
import type { ChangeEvent, ChangeState, Changing, Order } from "./change-state.ts";

export const NO_FIELDS: readonly FieldProblem[] = [];

/**
 * Computes the change's next state. It is pure, and an event that does not belong to a state changes nothing. A change
 * that is being sent can't be called back.
 *
 * @param inForm true if a form shows the problems of single fields; otherwise the dialog does
 */
export function reduceChange<E extends Changing>(
  state: ChangeState<E>,
  event: ChangeEvent<E> | { readonly type: "refused" },
  inForm: boolean,
): ChangeState<E> {
  switch (event.type) {
    case "begin":
      return state.at === "idle" || state.at === "done"
        ? event.confirmed
          ? begun(event.order)
          : { at: "confirming", order: event.order }
        : state;
    case "confirm":
      return state.at === "confirming" ? begun(state.order) : state;
    case "prepared":
      return state.at === "preparing" ? { at: "touching", order: state.order, touch: event.touch } : state;
    case "touched":
      return state.at === "touching" ? { at: "sending", order: state.order, touch: event.touch } : state;
    case "made":
      return state.at === "sending" ? { at: "done", order: state.order, answer: event.answer } : state;
    case "failed":
      return failed(state, event.problem, inForm);
    case "try_again":
      return state.at === "failed" ? begun(state.order) : state;
    case "close":
      return state.at === "sending" || state.at === "idle" ? state : { at: "idle", fields: NO_FIELDS };
    case "refused":
      return state;
  }
}

const begun = <E extends Changing>(order: Order<E>) =>
  order.to.kind === "change"
    ? ({ at: "preparing", order } as const)
    : ({ at: "sending", order, touch: undefined } as const);

function failed<E extends Changing>(state: ChangeState<E>, problem: ConsoleProblem, inForm: boolean): ChangeState<E> {
  if (state.at !== "preparing" && state.at !== "touching" && state.at !== "sending") return state;
  if (inForm && problem.fields.length > 0) return { at: "idle", fields: problem.fields };
  const isLost = state.at === "sending" && problem.code === "server_unreachable";
  return { at: "failed", order: state.order, problem: isLost ? new ConsoleProblem("maybe_changed") : problem };
}
