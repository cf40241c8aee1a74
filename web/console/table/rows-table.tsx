import { tableTexts } from "../../texts/console/frame.tsx";
import { Cells, classOf } from "./cells.tsx";
import type { Column } from "./column.ts";
import { type ListQuery, sortedBy } from "./list-view.ts";
import type { Selection } from "./selection.tsx";
import type { ListNavigation } from "./use-list-view.ts";

interface RowsTableProps<Row> {
  readonly what: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly hrefOf?: (row: Row) => string;
  readonly view: ListNavigation;
  /** True while the rows of the former view stay until those of this one come. */
  readonly isChanging: boolean;
  readonly selection: Selection<Row> | undefined;
  readonly isBrief?: boolean;
}

/** Shows the rows as a table, and on a narrow screen as a card each. */
export function RowsTable<Row>(props: RowsTableProps<Row>) {
  const { what, rows, columns, view, isChanging, selection, isBrief = false } = props;
  const all = rows.length > 0 && rows.every((row) => selection?.has(row) === true);
  return (
    <div className="table-scroll">
      <table
        className={`rows${isBrief ? " rows-brief" : ""}${isChanging ? " rows-changing" : ""}`}
        aria-busy={isChanging}
      >
        <caption className="unseen">{what}</caption>
        <thead>
          <tr>
            {selection === undefined ? null : (
              <th scope="col" className="rows-pick">
                <input
                  type="checkbox"
                  aria-label={tableTexts.selectAll(what)}
                  checked={all}
                  onChange={() => selection.set(rows, !all)}
                />
              </th>
            )}
            {columns.map((column) => (
              <ColumnHead
                key={column.id}
                column={column}
                read={view.read}
                onSort={(name) => view.show(sortedBy(view.query, view.read, name))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={props.idOf(row)} className={selection?.has(row) === true ? "row-picked" : undefined}>
              {selection === undefined ? null : (
                <td className="rows-pick">
                  <input
                    type="checkbox"
                    aria-label={tableTexts.select(props.nameOf(row))}
                    checked={selection.has(row)}
                    onChange={(event) => selection.set([row], event.currentTarget.checked)}
                  />
                </td>
              )}
              <Cells row={row} columns={columns} hrefOf={props.hrefOf} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Shows a column's title, as a button if the list can be sorted by it. */
export function ColumnHead<Row>({
  column,
  read,
  onSort,
}: {
  column: Column<Row>;
  read: ListQuery;
  onSort: (column: string) => void;
}) {
  const { sort, title } = column;
  const className = classOf(column);
  if (sort === undefined)
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  const order = read.sort === sort ? read.order : undefined;
  return (
    <th scope="col" className={className} aria-sort={order === undefined ? "none" : `${order}ending`}>
      <button type="button" className="sort" onClick={() => onSort(sort)}>
        {title}
        <svg className="sort-sign" viewBox="0 0 10 12" aria-hidden="true" focusable="false">
          {order === "desc" ? null : <path d="M2 5l3-3 3 3" />}
          {order === "asc" ? null : <path d="M2 7l3 3 3-3" />}
        </svg>
      </button>
    </th>
  );
}
