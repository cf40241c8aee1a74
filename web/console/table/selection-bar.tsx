import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";

/** What can be done with what is selected. It is there before anything is, so that a screen reader hears it change. */
export function SelectionBar({
  count,
  onClear,
  children,
}: {
  count: number;
  onClear: () => void;
  children: ReactNode;
}) {
  return (
    <div className={count === 0 ? "selection-bar unseen" : "selection-bar"}>
      <p role="status">{count === 0 ? "" : `${count} selected`}</p>
      {count === 0 ? null : (
        <div className="selection-actions">
          {children}
          <Button kind="plain" small onPress={onClear}>
            Clear
          </Button>
        </div>
      )}
    </div>
  );
}
