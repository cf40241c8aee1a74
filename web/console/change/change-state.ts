import type { Touch, TouchAnswer } from "@nearside/shared/api/console/change.ts";
import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { ConsoleProblem } from "../problem.ts";

/** What is to be changed: the route, and what it is told. */
export interface Order<Change> {
  readonly path: string;
  readonly change: Change;
}

/** One change, from the question whether it is meant to its being made. */
export type ChangeState<Change, Answer> =
  /** `fields` are those that the last try was refused for. */
  | { readonly at: "idle"; readonly fields: readonly FieldProblem[] }
  | { readonly at: "confirming"; readonly order: Order<Change> }
  | { readonly at: "preparing"; readonly order: Order<Change> }
  | { readonly at: "touching"; readonly order: Order<Change>; readonly touch: TouchAnswer }
  | {
      readonly at: "sending";
      readonly order: Order<Change>;
      /** Nothing where the route asks for none. */
      readonly touch: Touch | undefined;
    }
  | { readonly at: "done"; readonly order: Order<Change>; readonly answer: Answer }
  | { readonly at: "failed"; readonly order: Order<Change>; readonly problem: ConsoleProblem };

export type ChangeEvent<Change, Answer> =
  /** `confirmed`: what it does was said beside the button that was pressed. */
  | { readonly type: "begin"; readonly order: Order<Change>; readonly confirmed: boolean }
  | { readonly type: "confirm" }
  | { readonly type: "prepared"; readonly touch: TouchAnswer }
  | { readonly type: "touched"; readonly touch: Touch }
  | { readonly type: "made"; readonly answer: Answer }
  | { readonly type: "failed"; readonly problem: ConsoleProblem }
  | { readonly type: "try_again" }
  /** The dialog is closed: by the person, or because the change was made and said so. */
  | { readonly type: "close" };
