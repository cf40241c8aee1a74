import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Column } from "../table/column.ts";

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
            {columns.map(({ id, title, onlyWide, isNumber }) => (
              <th key={id} scope="col" className={kindOf(onlyWide, isNumber)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ id, title, cell, onlyWide, isNumber }, nth) =>
                nth === 0 ? (
                  <th key={id} scope="row" className={kindOf(onlyWide, isNumber)}>
                    {hrefOf === undefined ? (
                      cell(row)
                    ) : (
                      <Link href={hrefOf(row)} className="row-link">
                        {cell(row)}
                      </Link>
                    )}
                  </th>
                ) : (
                  <td key={id} className={kindOf(onlyWide, isNumber)} data-title={title}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const kindOf = (onlyWide = false, isNumber = false): string =>
  `${isNumber ? "cell-number" : ""}${onlyWide ? " cell-wide" : ""}`;
