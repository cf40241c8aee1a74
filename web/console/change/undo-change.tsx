import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import * as v from "valibot";
import type { Order } from "./change-state.ts";
import { ConfirmChange } from "./confirm-change.tsx";
import { useChange } from "./use-change.ts";

/** The change that undoes another. It asks for a touch of its own, as every change does. */
export interface Undo {
  readonly order: Order<unknown>;
  /** Names the thing: "Reactivate Alice Liddell (alice)?" */
  readonly title: string;
  readonly verb: string;
  readonly what: ReactNode;
  readonly stale: readonly string[];
  /** What is said once it is undone. */
  readonly says: string;
}

/** Stands beside the toast, not on the page that made the change: the person may have gone elsewhere since. */
export function UndoChange({ undo, onEnd }: { undo: Undo; onEnd: () => void }) {
  const change = useChange({ answer: v.unknown(), stale: undo.stale, says: () => ({ says: undo.says }) });
  const { at } = change.state;
  const before = useRef(at);
  const follow = useEffectEvent((now: typeof at) => {
    if (now === "idle" && before.current === "idle") change.begin(undo.order);
    else if (now === "idle") onEnd();
    before.current = now;
  });
  useEffect(() => follow(at), [at]);
  return (
    <ConfirmChange change={change} title={undo.title} verb={undo.verb}>
      {undo.what}
    </ConfirmChange>
  );
}
