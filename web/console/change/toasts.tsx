import { type ReactNode, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { changeTexts as texts } from "../../texts/console/change.tsx";
import { Button } from "../../ui/button.tsx";
import type { Stale } from "../data/use-stale.ts";
import { ConfirmChange } from "./confirm-change.tsx";
import { type Toast, ToastContext, type Undo } from "./toast.ts";
import { useChange } from "./use-change.ts";

interface Shown {
  readonly toast: Toast;
  readonly stale: Stale;
}

interface Undoing {
  readonly undo: Undo;
  readonly stale: Stale;
}

/** Shows the latest toast until the next one, or until the person closes it: it need not be read in time. */
export function ToastsProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const [undoing, setUndoing] = useState<Undoing | undefined>(undefined);
  const say = useCallback((toast: Toast, stale: Stale) => setShown({ toast, stale }), []);
  const close = () => setShown(undefined);
  const undo = shown?.toast.undo;
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status">
        {shown === undefined ? null : (
          <div className="toast">
            <p>{shown.toast.says}</p>
            {undo === undefined ? null : (
              <Button kind="plain" small onPress={() => setUndoing({ undo, stale: shown.stale })}>
                {texts.undo}
              </Button>
            )}
            <Button kind="plain" small onPress={close}>
              {texts.close}
            </Button>
          </div>
        )}
      </div>
      {undoing === undefined ? null : <UndoChange {...undoing} onEnd={() => setUndoing(undefined)} />}
    </ToastContext>
  );
}

/** Lives beside the toast and not on the page that made the change: the person may have gone elsewhere since. */
function UndoChange({ undo, stale, onEnd }: Undoing & { readonly onEnd: () => void }) {
  const change = useChange({ stale, says: () => ({ says: undo.says }) });
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
