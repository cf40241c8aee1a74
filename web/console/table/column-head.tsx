import type { Column } from "./column.ts";
import type { ListQuery } from "./list-view.ts";

/** A column's title; a button where the list can be sorted by it. */
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
  const kind = `${column.isNumber === true ? "cell-number" : ""}${column.onlyWide === true ? " cell-wide" : ""}`;
  if (sort === undefined)
    return (
      <th scope="col" className={kind}>
        {title}
      </th>
    );
  const order = read.sort === sort ? read.order : undefined;
  return (
    <th scope="col" className={kind} aria-sort={order === undefined ? "none" : `${order}ending`}>
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
