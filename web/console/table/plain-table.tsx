import type { ReactNode } from "react";
import { Cells, classOf } from "./cells.tsx";
import type { Column } from "./column.ts";

/**
 * Shows rows that are few enough to be there all at once, in the look of a list: a table, and on a narrow screen one
 * card for each row.
 */
export function PlainTable<Row>({
  what,
  rows,
  columns,
  idOf,
  hrefOf,
  none,
}: {
  /** Names the rows in the plural: "machines". */
  readonly what: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly hrefOf?: (row: Row) => string;
  /** The sentence that is shown when there are no rows. */
  readonly none: string;
}): ReactNode {
  if (rows.length === 0) return <p>{none}</p>;
  return (
    <div className="table-scroll">
      <table className="rows">
        <caption className="unseen">{what}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              <Cells row={row} columns={columns} hrefOf={hrefOf} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
