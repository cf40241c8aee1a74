import type { ReactNode } from "react";

/** One column of a list. The first column names the row. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** The contract's name for the column, if the list can be sorted by it. */
  readonly sort?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Aligns numbers at the end of the cell. */
  readonly isNumber?: boolean;
  /**
   * Leaves the column out of a window that is not wide. A narrow screen, which shows each row as a card, has it again.
   */
  readonly onlyWide?: boolean;
}
