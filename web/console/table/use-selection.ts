import { useState } from "react";

export interface Selection<Row> {
  readonly rows: readonly Row[];
  has(row: Row): boolean;
  set(rows: readonly Row[], selected: boolean): void;
  clear(): void;
}

/** Which rows are selected, from page to page of the list. */
export function useSelection<Row>(idOf: (row: Row) => string): Selection<Row> {
  const [selected, setSelected] = useState<ReadonlyMap<string, Row>>(new Map());
  return {
    rows: [...selected.values()],
    has: (row) => selected.has(idOf(row)),
    set(rows, isSelected) {
      setSelected((former) => {
        const next = new Map(former);
        for (const row of rows) {
          if (isSelected) next.set(idOf(row), row);
          else next.delete(idOf(row));
        }
        return next;
      });
    },
    clear: () => setSelected(new Map()),
  };
}
