import { type ListAnswer, MOST_COUNTED } from "@nearside/shared/api/console/list.ts";
import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Db } from "../store/database.ts";
import { type ColumnKind, readCursor, writeCursor } from "./cursor.ts";

/** A column by which a list is sorted, or which tells its rows apart. It is never NULL. */
export interface Column {
  readonly by: RawBuilder<string | number>;
  readonly kind: ColumnKind;
  /** The column that tells its rows apart, where it is not the list's own: the one beside it in its index. */
  readonly id?: RawBuilder<string | number>;
}

/** @param name such as `users.name` */
export const textColumn = (name: string): Column => ({ by: sql.ref(name), kind: "text" });
/** @param name such as `events.at` */
export const integerColumn = (name: string): Column => ({ by: sql.ref(name), kind: "integer" });

/** The part of a list's query that names the page (shared/api/console/list.ts). */
export interface View<Sort extends string> {
  readonly sort: Sort;
  readonly order: "asc" | "desc";
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** The order of the rows of a list. */
export interface Ordering<Sort extends string> {
  readonly columns: Readonly<Record<Sort, Column>>;
  /** Unique. It orders rows that are otherwise equal. */
  readonly id: Column;
}

export const DEFAULT_LIMIT = 50;

/**
 * At most this many rows that a filter leaves are sorted at once. For more, the query walks along the index of the order until the page is
 * full. The databases choose badly between the two: SQLite estimates no counts, and PostgreSQL estimates them wrong. So each list counts
 * first, and writes its conditions and its order for the one or the other.
 */
const MOST_SORTED = 3000;

/** True if the query is to find all those rows, and sort them. @param total as {@link countUpTo} counts */
export const areFew = (total: number | null): boolean => total !== null && total <= MOST_SORTED;

/**
 * The same order, by values that no index has: for a query that leaves few rows of many, which the database then finds first and sorts
 * afterwards. PostgreSQL would rather walk along the index of the order, past all the rows that the query leaves out.
 */
export function sortedAfterwards<Sort extends string>({ columns, id }: Ordering<Sort>): Ordering<Sort> {
  const apart = (column: Column): Column => ({
    ...column,
    by: column.kind === "text" ? sql`${column.by} || ''` : sql`${column.by} + 0`,
  });
  const all = Object.entries<Column>(columns).map(([sort, column]) => [sort, apart(column)]);
  return { columns: Object.fromEntries(all) as Record<Sort, Column>, id };
}

/**
 * One page of the rows that the query selects. It begins after the value and id of the last row of the page before, so that a page far down
 * costs no more than the first, and a row that comes or goes meanwhile shifts none of the others. Give each column an index of (column,
 * id).
 *
 * @param query with its joins, conditions and selections; without order, limit, grouping or DISTINCT
 * @param total where it is known already, or counted more cheaply than by the query itself
 * @throws HttpError `invalid_request` where `after` is no place in this list
 */
export async function pageOf<DB, TB extends keyof DB, Row, Sort extends string>(
  db: Db,
  query: SelectQueryBuilder<DB, TB, Row>,
  ordering: Ordering<Sort>,
  view: View<Sort>,
  total?: number | null,
): Promise<ListAnswer<Row>> {
  const { rows, next } = await rowsOf(query, ordering, view);
  return { rows, next, total: total === undefined ? await countUpTo(db, query) : total };
}

/** The rows of a page whose ids were sorted alone, in the order of these. @param of the id of a row */
export function inOrderOf<Row>(ids: readonly string[], rows: readonly Row[], of: (row: Row) => string): readonly Row[] {
  const byId = new Map(rows.map((row) => [of(row), row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The number of rows that the query selects; null if they are more than are counted. The database stops there. */
export async function countUpTo<DB, TB extends keyof DB, Row>(
  db: Db,
  query: SelectQueryBuilder<DB, TB, Row>,
  most = MOST_COUNTED,
): Promise<number | null> {
  const counted = query
    .clearSelect()
    .select(sql`1`.as("one"))
    .limit(most + 1);
  const { rows } = await sql<{ readonly count: number }>`
    select count(*) as count from (${counted}) as counted`.execute(db);
  const count = Number(rows[0]?.count);
  return count > most ? null : count;
}

/** The number of rows that the query selects, all of them: for what belongs to one person. */
export async function countOf<DB, TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): Promise<number> {
  const counted = await query
    .clearSelect()
    .select(sql`count(*)`.as("rows_in_all"))
    .$castTo<{ readonly rows_in_all: number | string | bigint }>()
    .executeTakeFirstOrThrow();
  return Number(counted.rows_in_all);
}

/** A row with its place in the list. */
interface Placed {
  readonly page_value: string | number;
  readonly page_id: string | number;
}

/** The same without counting, for callers that read page after page. */
async function rowsOf<DB, TB extends keyof DB, Row, Sort extends string>(
  query: SelectQueryBuilder<DB, TB, Row>,
  { columns, id }: Ordering<Sort>,
  { sort, order, after, limit = DEFAULT_LIMIT }: View<Sort>,
): Promise<{ readonly rows: readonly Row[]; readonly next: string | null }> {
  const by = columns[sort];
  const own = by.id ?? id.by;
  const cursorOf = { sort, order, value: by.kind, id: id.kind };
  let page = query.select([by.by.as("page_value"), own.as("page_id")]).$castTo<Placed>();
  if (after !== undefined) {
    const { value, id: last } = readCursor(after, cursorOf);
    page = page.where(sql<boolean>`(${by.by}, ${own}) ${order === "asc" ? sql`>` : sql`<`} (${value}, ${last})`);
  }
  const found = await page
    .orderBy(by.by, order)
    .orderBy(own, order)
    .limit(limit + 1)
    .execute();
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(({ page_value, page_id, ...row }) => row as unknown as Row), // the rest is what the query selects
    next: last === undefined ? null : writeCursor(cursorOf, { value: last.page_value, id: last.page_id }),
  };
}

/** Rows of an export that are read at once. More would only fill memory for longer. */
const EXPORTED_AT_ONCE = 500;

/**
 * All rows of a view, page after page, for an export.
 *
 * @param query as of {@link pageOf}
 * @param shown turns the rows of a page into their exported form
 */
export async function* everyPageOf<DB, TB extends keyof DB, Row, Sort extends string, Shown>(
  query: SelectQueryBuilder<DB, TB, Row>,
  ordering: Ordering<Sort>,
  { sort, order }: View<Sort>,
  shown: (rows: readonly Row[]) => readonly Shown[] | Promise<readonly Shown[]>,
): AsyncGenerator<readonly Shown[]> {
  let after: string | undefined;
  do {
    const page = await rowsOf(query, ordering, { sort, order, after, limit: EXPORTED_AT_ONCE });
    yield await shown(page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
}
