import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Column } from "./column.ts";

/** Gives the class of a column's cells and of its title. */
export const classOf = ({ isNumber = false, onlyWide = false }: Pick<Column<never>, "isNumber" | "onlyWide">): string =>
  `${isNumber ? "cell-number" : ""}${onlyWide ? " cell-wide" : ""}`;

/** Shows the cells of one row. The first one names the row, and links to its page if it has one. */
export function Cells<Row>({
  row,
  columns,
  hrefOf,
}: {
  row: Row;
  columns: readonly Column<Row>[];
  hrefOf: ((row: Row) => string) | undefined;
}): ReactNode {
  return columns.map((column, nth) =>
    nth === 0 ? (
      <th key={column.id} scope="row" className={classOf(column)}>
        {hrefOf === undefined ? (
          column.cell(row)
        ) : (
          <Link href={hrefOf(row)} className="row-link">
            {column.cell(row)}
          </Link>
        )}
      </th>
    ) : (
      <td key={column.id} className={classOf(column)} data-title={column.title}>
        {column.cell(row)}
      </td>
    ),
  );
}
