import { type ReactNode, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { ConfirmChange } from "./confirm-change.tsx";
import { type Toast, ToastContext, type Undo } from "./toast.ts";
import { useChange } from "./use-change.ts";

/** Shows the latest toast until the next one, or until the person closes it: it need not be read in time. */
export function ToastsProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | undefined>(undefined);
  const [undoing, setUndoing] = useState<Undo | undefined>(undefined);
  const say = useCallback((next: Toast) => setToast(next), []);
  const close = () => setToast(undefined);
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status">
        {toast === undefined ? null : (
          <div className="toast">
            <p>{toast.says}</p>
            {toast.undo === undefined ? null : (
              <Button kind="plain" small onPress={() => setUndoing(toast.undo)}>
                Undo
              </Button>
            )}
            <Button kind="plain" small onPress={close}>
              Close
            </Button>
          </div>
        )}
      </div>
      {undoing === undefined ? null : <UndoChange undo={undoing} onEnd={() => setUndoing(undefined)} />}
    </ToastContext>
  );
}

/** Lives beside the toast and not on the page that made the change: the person may have gone elsewhere since. */
function UndoChange({ undo, onEnd }: { undo: Undo; onEnd: () => void }) {
  const change = useChange({ stale: undo.stale, says: () => ({ says: undo.says }) });
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
