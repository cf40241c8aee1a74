import * as v from "valibot";

// Lists of the console hold a million rows: the server pages, sorts and filters; the page's address carries the view.

export const DEFAULT_ROWS = 50;
export const MOST_ROWS = 200;
/** Rows are counted up to this number. To count a million takes longer than to find the page that is shown. */
export const MOST_COUNTED = 10_000;
/**
 * A search of people or machines lists so many of those that match. To sort all that hold a common text takes
 * too long, and nobody pages through them.
 */
export const MOST_FOUND = 1000;
const MAX_SEARCH = 200;
const MAX_CURSOR = 4096;

/** The text of a query, such as a name to search for. */
const searchSchema = v.pipe(v.string(), v.maxLength(MAX_SEARCH));

/**
 * Makes the query of a list: `q`, `sort`, `order`, `after`, `limit`, and the list's own filters.
 *
 * @param columns by which it can be sorted; the first is the default
 * @param filters by name; each is optional
 */
export const listQuerySchema = <
  const Columns extends readonly [string, ...string[]],
  const Filters extends v.ObjectEntries,
>(
  columns: Columns,
  filters: Filters,
) =>
  v.strictObject({
    q: v.optional(searchSchema, ""),
    sort: v.optional(v.picklist(columns), columns[0]),
    order: v.optional(v.picklist(["asc", "desc"]), "asc"),
    /** `next` of the previous page. */
    after: v.optional(v.pipe(v.string(), v.maxLength(MAX_CURSOR))),
    limit: v.optional(
      v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(MOST_ROWS)),
    ),
    ...filters,
  });

/**
 * `next` is null on the last page; `total` counts the rows that pass the filters, and is null if they are more than
 * {@link MOST_COUNTED}, or of a search more than {@link MOST_FOUND}.
 */
export const listAnswerSchema = <Row>(row: v.GenericSchema<unknown, Row>) =>
  v.strictObject({ rows: v.array(row), next: v.nullable(v.string()), total: v.nullable(v.number()) });
export interface ListAnswer<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number | null;
}

/** Says how many rows pass the filters. @param q the search that was asked for */
export const totalInWords = (total: number | null, q = ""): string =>
  total === null
    ? `more than ${(q === "" ? MOST_COUNTED : MOST_FOUND).toLocaleString("en")}`
    : total.toLocaleString("en");
