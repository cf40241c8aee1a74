import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import * as v from "valibot";
import { rowHash, type Summed } from "./table-sum.ts";

/** A backup says in it what it is. */
export const MANIFEST_TABLE = "backup_manifest";

interface KeyColumn {
  readonly name: string;
  readonly isText: boolean;
}

/** A table as it is copied and compared. */
export interface CopiedTable {
  readonly name: string;
  /** Ordered by name: a migration may have made one again, at another place in one of both databases. */
  readonly columns: readonly string[];
  /** The primary key, in its own order; empty for a table without one. */
  readonly key: readonly KeyColumn[];
  /** The tables that its rows point to. */
  readonly pointsTo: readonly string[];
}

const listed = v.array(v.looseObject({ name: v.string(), type: v.string() }));
const described = v.array(v.looseObject({ name: v.string(), type: v.string(), pk: v.number() }));
const pointed = v.array(v.looseObject({ table: v.string() }));

/**
 * Every table with rows of its own. Left out are SQLite's, the index by which people are searched, which triggers keep, and what says how far
 * the tables are, which a manifest has in another form (`sqlite-rest.ts`).
 */
export function tablesOf(database: DatabaseSync): readonly CopiedTable[] {
  return v
    .parse(listed, database.prepare("pragma table_list").all())
    .filter(({ name, type }) => type === "table" && !/^(?:sqlite|kysely)_/.test(name) && name !== MANIFEST_TABLE)
    .map(({ name }) => tableOf(database, name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function tableOf(database: DatabaseSync, name: string): CopiedTable {
  const columns = v.parse(described, database.prepare("select name, type, pk from pragma_table_info(?)").all(name));
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  const names = columns.map((column) => column.name).sort();
  const points = v.parse(pointed, database.prepare('select "table" from pragma_foreign_key_list(?)').all(name));
  return {
    name,
    columns: names,
    key: key.map((column) => ({ name: column.name, isText: column.type.toUpperCase() === "TEXT" })),
    pointsTo: [...new Set(points.map(({ table }) => table))],
  };
}

/** A name between quotation marks. Names come out of the database, where a stranger's backup may have any. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A query of all rows by the key, each as the list of its values. Text is compared byte by byte. */
export function rowsOf(database: DatabaseSync, { name, columns, key }: CopiedTable): StatementSync {
  // without an index, SQLite reads a table in the order in which the table has its rows
  const by = key.length === 0 ? " not indexed" : ` order by ${key.map((column) => quoted(column.name)).join(", ")}`;
  const statement = database.prepare(`select ${columns.map(quoted).join(", ")} from ${quoted(name)}${by}`);
  statement.setReturnArrays(true);
  return statement;
}

/** SHA-256 of all rows, one after the other: no other rows have the same, and nobody can find some. */
export function sumOf(database: DatabaseSync, table: CopiedTable): Summed {
  const hash = createHash("sha256");
  let rows = 0;
  for (const row of rowsOf(database, { ...table, key: [] }).iterate()) {
    hash.update(rowHash(Object.values(row)));
    rows += 1;
  }
  return { rows, sum: hash.digest("hex") };
}

export const namesOfMigrations = (database: DatabaseSync): readonly string[] =>
  v
    .parse(v.array(v.looseObject({ name: v.string() })), database.prepare("select name from kysely_migration").all())
    .map(({ name }) => name)
    .sort();
