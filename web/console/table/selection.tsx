import { type ReactNode, useState } from "react";
import { tableTexts } from "../../texts/console/frame.tsx";
import { Button } from "../../ui/button.tsx";

export interface Selection<Row> {
  readonly rows: readonly Row[];
  has(row: Row): boolean;
  set(rows: readonly Row[], selected: boolean): void;
  clear(): void;
}

interface Selected<Row> {
  readonly view: string;
  readonly rows: ReadonlyMap<string, Row>;
}

/**
 * Keeps the selected rows while the person goes from page to page of the list. Another view starts without any: an
 * action concerns only rows that the person saw.
 *
 * @param view the search, filters and order of the list
 */
export function useSelection<Row>(idOf: (row: Row) => string, view: string): Selection<Row> {
  const [last, setLast] = useState<Selected<Row>>({ view, rows: new Map() });
  const selected = last.view === view ? last.rows : new Map<string, Row>();
  return {
    rows: [...selected.values()],
    has: (row) => selected.has(idOf(row)),
    set(rows, isSelected) {
      const next = new Map(selected);
      for (const row of rows) {
        if (isSelected) next.set(idOf(row), row);
        else next.delete(idOf(row));
      }
      setLast({ view, rows: next });
    },
    clear: () => setLast({ view, rows: new Map() }),
  };
}

/**
 * Offers the actions for the selected rows. It is there before any row is selected, so that a screen reader announces
 * the change.
 */
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
      <p role="status">{count === 0 ? "" : tableTexts.selected(count)}</p>
      {count === 0 ? null : (
        <div className="selection-actions">
          {children}
          <Button kind="plain" small onPress={onClear}>
            {tableTexts.clear}
          </Button>
        </div>
      )}
    </div>
  );
}
