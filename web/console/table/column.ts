import type { ReactNode } from "react";

/** One column; the first one names the row. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What the list's contract calls it, where it can be sorted by it. */
  readonly sort?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end. */
  readonly isNumber?: boolean;
  /** Left out where the window is not wide; on a narrow screen, where each row is a card, it is there again. */
  readonly onlyWide?: boolean;
}
