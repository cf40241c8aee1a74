import * as v from "valibot";
import type { Query } from "../wire/http.ts";

/** What every list's query has, as `listQuerySchema` reads it. */
export interface ListQuery {
  readonly q: string;
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}
export type ListQuerySchema = v.GenericSchema<Record<string, unknown>, ListQuery>;

/** What the page's address says of a list: as it is sent to the server, and as it is read. */
export interface ListView {
  readonly query: Query;
  readonly read: ListQuery;
  /** Whether it shows less than everything. */
  readonly isFiltered: boolean;
}

const NO_FILTER: ReadonlySet<string> = new Set(["sort", "order", "after", "limit"]);

/** The view in an address. Addresses are typed and cut: what is not in the list's contract is passed over. */
export function viewIn(address: URLSearchParams, schema: ListQuerySchema): ListView {
  const query: Record<string, string> = Object.fromEntries([...address].filter(([, value]) => value !== ""));
  // of names that it does not know, a schema complains of one at a time
  for (const _ of address.keys()) for (const name of namesRefused(query, schema)) delete query[name];
  const read = v.parse(schema, query);
  return { query, read, isFiltered: Object.keys(query).some((name) => !NO_FILTER.has(name)) };
}

function namesRefused(query: Query, schema: ListQuerySchema): readonly string[] {
  const read = v.safeParse(schema, query);
  return (read.issues ?? []).map((issue) => String(issue.path?.[0]?.key));
}

/** The query with those changes; an empty value takes its name out. Another view begins at its first page. */
export function withChanges(query: Query, changes: Readonly<Record<string, string>>): Query {
  const { after: _, ...rest } = query;
  return Object.fromEntries(Object.entries({ ...rest, ...changes }).filter(([, value]) => value !== ""));
}

/** The query that sorts by that column: the other way round where it already does. */
export function sortedBy(query: Query, read: ListQuery, column: string): Query {
  const order = read.sort === column && read.order === "asc" ? "desc" : "asc";
  return withChanges(query, { sort: column, order });
}
