import type { DatabaseSync } from "node:sqlite";
import { restOf } from "./sqlite-rest.ts";
import { type CopiedTable, sumOf, tablesOf } from "./sqlite-tables.ts";
import type { Summed } from "./table-sum.ts";

/** All data, as of one moment, for what looks at it as a whole. */
export interface DataSource {
  readonly kind: "sqlite" | "postgres";
  tables(): Promise<readonly CopiedTable[]>;
  /** Each database says in its own way what it says of the same rows. */
  sum(table: CopiedTable): Promise<Summed>;
  /** SHA-256 of what the tables' rows are not, hexadecimal; undefined where somebody else sees to that. */
  rest(): string | undefined;
  /** The rows of a query that both databases understand. */
  ask(query: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export const embeddedSource = (database: DatabaseSync): DataSource => ({
  kind: "sqlite",
  tables: async () => tablesOf(database),
  sum: async (table) => sumOf(database, table),
  rest: () => restOf(database),
  ask: async (query) => database.prepare(query).all(),
});
