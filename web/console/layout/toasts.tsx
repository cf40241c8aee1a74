import { createContext, type ReactNode, use, useCallback, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { type Undo, UndoChange } from "../change/undo-change.tsx";

/** What was done, said once; with the change that undoes it, where one does. */
export interface Toast {
  readonly says: string;
  readonly undo?: Undo;
}

const ToastsContext = createContext<((toast: Toast) => void) | undefined>(undefined);

/** Says what was done. The last one stands until the next, or until the person closes it: nobody has to read it in time. */
export function ToastsProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | undefined>(undefined);
  const [undoing, setUndoing] = useState<Undo | undefined>(undefined);
  const say = useCallback((next: Toast) => setToast(next), []);
  const close = () => setToast(undefined);
  return (
    <ToastsContext value={say}>
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
    </ToastsContext>
  );
}

export function useToast(): (toast: Toast) => void {
  const say = use(ToastsContext);
  if (say === undefined) throw new Error("This stands outside of the console.");
  return say;
}
