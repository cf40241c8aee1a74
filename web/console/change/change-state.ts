import type { Touch, TouchAnswer } from "@nearside/shared/api/console/change.ts";
import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { AskEntry, ChangeEntry } from "@nearside/shared/api/console/entry.ts";
import type { Addressed, InputOf, OutputOf } from "@nearside/shared/api/entry.ts";
import type { ConsoleProblem } from "../problem.ts";

/**
 * An address that changes something: with a touch, or without one if it only takes something away from the person who
 * asks.
 */
export type Changing = (AskEntry | ChangeEntry) & Addressed;

/** A change as it is requested: the address, and its input. */
export interface Order<E extends Changing = Changing> {
  readonly to: E;
  readonly change: InputOf<E>;
}
export const orderOf = <E extends Changing>(to: E, change: InputOf<E>): Order<E> => ({ to, change });

/** The states of one change, from the question whether it is meant until it is made. */
export type ChangeState<E extends Changing = Changing> =
  /** `fields` are the problems for which the last try was refused. */
  | { readonly at: "idle"; readonly fields: readonly FieldProblem[] }
  | { readonly at: "confirming"; readonly order: Order<E> }
  | { readonly at: "preparing"; readonly order: Order<E> }
  | { readonly at: "touching"; readonly order: Order<E>; readonly touch: TouchAnswer }
  | {
      readonly at: "sending";
      readonly order: Order<E>;
      /** Undefined for a route that asks for no touch. */
      readonly touch: Touch | undefined;
    }
  | { readonly at: "done"; readonly order: Order<E>; readonly answer: OutputOf<E> }
  | { readonly at: "failed"; readonly order: Order<E>; readonly problem: ConsoleProblem };

export type ChangeEvent<E extends Changing = Changing> =
  /** `confirmed` means that the page said what the change does beside the button that was pressed. */
  | { readonly type: "begin"; readonly order: Order<E>; readonly confirmed: boolean }
  | { readonly type: "confirm" }
  | { readonly type: "prepared"; readonly touch: TouchAnswer }
  | { readonly type: "touched"; readonly touch: Touch }
  | { readonly type: "made"; readonly answer: OutputOf<E> }
  | { readonly type: "failed"; readonly problem: ConsoleProblem }
  | { readonly type: "try_again" }
  /** The dialog closes, because the person closed it or because the change was made. */
  | { readonly type: "close" };
