import type { FileEntry, ReadEntry } from "@nearside/shared/api/console/entry.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { Addressed } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import type * as v from "valibot";
import { useRead } from "../data/use-read.ts";
import type { Column } from "./column.ts";
import { ExportButton } from "./export-button.tsx";
import { type Filter, Filters } from "./filters.tsx";
import { type ListQuerySchema, withChanges } from "./list-view.ts";
import { Pager } from "./pager.tsx";
import { RowsTable } from "./rows-table.tsx";
import { SelectionBar, useSelection } from "./selection.tsx";
import { type Empty, EmptyRows, FailedRows, LoadingRows, NoMatch, StaleRows } from "./table-states.tsx";
import { type ListNavigation, useListView } from "./use-list-view.ts";

/** Rows that are to be shown, in the view that they are of. */
export interface RowsShown<Row> {
  readonly rows: readonly Row[];
  readonly view: ListNavigation;
  /** True while the rows of the former view stay until those of this one come. */
  readonly isChanging: boolean;
}

interface DataTableProps<Row> {
  /** Names the rows in the plural: "people". */
  readonly what: string;
  readonly list: ReadEntry<ListQuerySchema, v.GenericSchema<unknown, ListAnswer<Row>>> & Addressed;
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** Gives the row's name as plain text, for labels that are only heard. */
  readonly nameOf: (row: Row) => string;
  readonly hrefOf?: (row: Row) => string;
  /** Names what can be searched for: "Name or e-mail". Without it there is no search. */
  readonly search?: string;
  /** The most rows that a search lists, where it is not all that match. */
  readonly mostFound?: number;
  readonly filters?: readonly Filter[];
  /** The address of the same list as a file. */
  readonly exportList?: FileEntry & Addressed;
  /** Says what to do while the list has no rows at all. */
  readonly empty: Empty;
  /** The actions for selected rows. Without it nothing can be selected. `clear` unselects the rows. */
  readonly bulk?: (rows: readonly Row[], clear: () => void) => ReactNode;
  /** Shows the rows in another way than by columns. */
  readonly rowsAs?: (shown: RowsShown<Row>) => ReactNode;
  /** Shows what else the view is filtered by, above the rows. */
  readonly above?: (view: ListNavigation, rows: readonly Row[]) => ReactNode;
  /** On a narrow screen shows each row in a few lines. */
  readonly isBrief?: boolean;
  /** Seconds between two readings. */
  readonly everySeconds?: number;
}

/** Shows a list that the server pages, sorts and filters. The page's address holds the view. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { what, list, exportList, filters = [], everySeconds } = props;
  const view = useListView(list.input);
  const reading = useRead(list, {
    query: view.query,
    keepPrevious: true,
    ...(everySeconds === undefined ? {} : { everySeconds }),
  });
  const selection = useSelection(props.idOf, JSON.stringify(withChanges(view.query, {})));
  const { data, error } = reading;
  const again = () => void reading.refetch();

  return (
    <section className="data-table" aria-label={what}>
      <div className="table-tools">
        <Filters search={props.search} filters={filters} view={view} />
        {exportList === undefined ? null : <ExportButton what={what} file={exportList} query={view.query} />}
      </div>
      {error !== null && data !== undefined ? (
        <StaleRows problem={error} since={reading.dataUpdatedAt} onRetry={again} />
      ) : null}
      {props.bulk === undefined ? null : (
        <SelectionBar count={selection.rows.length} onClear={selection.clear}>
          {props.bulk(selection.rows, selection.clear)}
        </SelectionBar>
      )}
      {props.above?.(view, data?.rows ?? [])}
      {data === undefined ? (
        error === null ? (
          <LoadingRows what={what} columns={props.columns.length} />
        ) : (
          <FailedRows what={what} problem={error} onRetry={again} />
        )
      ) : data.rows.length > 0 && props.rowsAs !== undefined ? (
        props.rowsAs({ rows: data.rows, view, isChanging: reading.isPlaceholderData })
      ) : data.rows.length > 0 ? (
        <RowsTable
          {...props}
          rows={data.rows}
          view={view}
          isChanging={reading.isPlaceholderData}
          selection={props.bulk === undefined ? undefined : selection}
        />
      ) : view.isFiltered ? (
        <NoMatch what={what} onClear={() => view.show({})} />
      ) : (
        <EmptyRows empty={props.empty} />
      )}
      {data === undefined ? null : (
        <Pager
          {...{ what, view }}
          shown={data.rows.length}
          total={data.total}
          next={data.next}
          mostFound={props.mostFound}
        />
      )}
    </section>
  );
}
