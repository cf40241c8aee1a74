import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { ConsoleProblem } from "../problem.ts";
import type { ChangeEvent, ChangeState } from "./change-state.ts";

export const NO_FIELDS: readonly FieldProblem[] = [];

/**
 * The change's next state. Pure; an event that does not belong to a state changes nothing. While it is being sent nobody can
 * call it back.
 *
 * @param inForm whether a form shows what is wrong with which field; else the dialog does
 */
export function reduceChange<Change, Answer>(
  state: ChangeState<Change, Answer>,
  event: ChangeEvent<Change, Answer> | { readonly type: "refused" },
  inForm: boolean,
): ChangeState<Change, Answer> {
  switch (event.type) {
    case "begin":
      return state.at === "idle" || state.at === "done"
        ? { at: event.confirmed ? "preparing" : "confirming", order: event.order }
        : state;
    case "confirm":
      return state.at === "confirming" ? { at: "preparing", order: state.order } : state;
    case "prepared":
      return state.at === "preparing" ? { at: "touching", order: state.order, touch: event.touch } : state;
    case "touched":
      return state.at === "touching"
        ? { at: "sending", order: state.order, touch: state.touch, assertion: event.assertion }
        : state;
    case "made":
      return state.at === "sending" ? { at: "done", order: state.order, answer: event.answer } : state;
    case "failed":
      return failed(state, event.problem, inForm);
    case "try_again":
      return state.at === "failed" ? { at: "preparing", order: state.order } : state;
    case "close":
      return state.at === "sending" || state.at === "idle" ? state : { at: "idle", fields: NO_FIELDS };
    case "refused":
      return state;
  }
}

function failed<Change, Answer>(
  state: ChangeState<Change, Answer>,
  problem: ConsoleProblem,
  inForm: boolean,
): ChangeState<Change, Answer> {
  if (state.at !== "preparing" && state.at !== "touching" && state.at !== "sending") return state;
  if (inForm && problem.fields.length > 0) return { at: "idle", fields: problem.fields };
  const isLost = state.at === "sending" && problem.code === "server_unreachable";
  return { at: "failed", order: state.order, problem: isLost ? new ConsoleProblem("maybe_changed") : problem };
}
