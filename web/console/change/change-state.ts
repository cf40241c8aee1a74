import type { Touch, TouchAnswer } from "@nearside/shared/api/console/change.ts";
import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { ConsoleProblem } from "../problem.ts";

/** A change as it is requested: the route, and its input. */
export interface Order<Change> {
  readonly path: string;
  readonly change: Change;
}

/** The states of one change, from the question whether it is meant until it is made. */
export type ChangeState<Change, Answer> =
  /** `fields` are the problems for which the last try was refused. */
  | { readonly at: "idle"; readonly fields: readonly FieldProblem[] }
  | { readonly at: "confirming"; readonly order: Order<Change> }
  | { readonly at: "preparing"; readonly order: Order<Change> }
  | { readonly at: "touching"; readonly order: Order<Change>; readonly touch: TouchAnswer }
  | {
      readonly at: "sending";
      readonly order: Order<Change>;
      /** Undefined for a route that asks for no touch. */
      readonly touch: Touch | undefined;
    }
  | { readonly at: "done"; readonly order: Order<Change>; readonly answer: Answer }
  | { readonly at: "failed"; readonly order: Order<Change>; readonly problem: ConsoleProblem };

export type ChangeEvent<Change, Answer> =
  /** `confirmed` means that the page said what the change does beside the button that was pressed. */
  | { readonly type: "begin"; readonly order: Order<Change>; readonly confirmed: boolean }
  | { readonly type: "confirm" }
  | { readonly type: "prepared"; readonly touch: TouchAnswer }
  | { readonly type: "touched"; readonly touch: Touch }
  | { readonly type: "made"; readonly answer: Answer }
  | { readonly type: "failed"; readonly problem: ConsoleProblem }
  | { readonly type: "try_again" }
  /** The dialog closes, because the person closed it or because the change was made. */
  | { readonly type: "close" };
