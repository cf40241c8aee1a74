import * as v from "valibot";
import type { Query } from "../wire/http.ts";

/** The members that every list's query has, as `listQuerySchema` reads them. */
export interface ListQuery {
  readonly q: string;
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}
export type ListQuerySchema = v.GenericSchema<Record<string, unknown>, ListQuery>;

/** The view of a list in the page's address: the query as it is sent to the server, and as it is read. */
export interface ListView {
  readonly query: Query;
  readonly read: ListQuery;
  /** True if the view may leave rows out. */
  readonly isFiltered: boolean;
}

const NO_FILTER: ReadonlySet<string> = new Set(["sort", "order", "after", "limit"]);

/**
 * Reads the view from an address. People type and cut addresses, so names and values that the list's contract refuses
 * are passed over.
 */
export function viewIn(address: URLSearchParams, schema: ListQuerySchema): ListView {
  const query: Record<string, string> = Object.fromEntries([...address].filter(([, value]) => value !== ""));
  // A schema reports unknown names one at a time.
  for (const _ of address.keys()) for (const name of namesRefused(query, schema)) delete query[name];
  const read = v.parse(schema, query);
  return { query, read, isFiltered: Object.keys(query).some((name) => !NO_FILTER.has(name)) };
}

function namesRefused(query: Query, schema: ListQuerySchema): readonly string[] {
  const read = v.safeParse(schema, query);
  return (read.issues ?? []).map((issue) => String(issue.path?.[0]?.key));
}

/** Changes a query. An empty value takes its name out, and the changed view begins at its first page. */
export function withChanges(query: Query, changes: Readonly<Record<string, string>>): Query {
  const { after: _, ...rest } = query;
  return Object.fromEntries(Object.entries({ ...rest, ...changes }).filter(([, value]) => value !== ""));
}

/** Sorts a query by that column, or the other way round if it already is sorted so. */
export function sortedBy(query: Query, read: ListQuery, column: string): Query {
  const order = read.sort === column && read.order === "asc" ? "desc" : "asc";
  return withChanges(query, { sort: column, order });
}
