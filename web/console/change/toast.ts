import { createContext, type ReactNode, use } from "react";
import type { Stale } from "../data/use-stale.ts";
import type { Order } from "./change-state.ts";

/**
 * The change that undoes another. It asks for a touch of its own, as every change does, and makes the same answers
 * stale.
 */
export interface Undo {
  readonly order: Order;
  /** Names the thing: "Reactivate Alice Liddell (alice)?" */
  readonly title: string;
  readonly verb: string;
  readonly what: ReactNode;
  /** The sentence that is shown once it is undone. */
  readonly says: string;
}

/** One sentence about what was done, with the change that undoes it if there is one. */
export interface Toast {
  readonly says: string;
  readonly undo?: Undo;
}

/** Shows the toast of a change. `stale` is what the change made stale, which its undoing makes stale again. */
type Say = (toast: Toast, stale: Stale) => void;

export const ToastContext = createContext<Say | undefined>(undefined);

/** @throws Error outside of the console */
export function useToast(): Say {
  const say = use(ToastContext);
  if (say === undefined) throw new Error("This is used outside of the console.");
  return say;
}
