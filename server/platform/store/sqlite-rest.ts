import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import { MANIFEST_TABLE, quoted, tablesOf } from "./sqlite-tables.ts";
import { rowHash } from "./table-sum.ts";

const listed = v.array(v.looseObject({ name: v.string(), schema: v.string(), type: v.string() }));

/** SQLite's own lists of what there is, which are read as such. */
const LISTS = new Set(["sqlite_schema", "sqlite_temp_schema"]);

/**
 * SHA-256 of what {@link tablesOf} leaves out: how tables, indexes, views and triggers are made, and the rows that SQLite, Kysely and the search keep.
 * The text of a table decides which rows it takes, and `sqlite_sequence` which number the next event has.
 */
export function restOf(database: DatabaseSync): string {
  const hash = createHash("sha256");
  const parts = database.prepare(
    "select type, name, tbl_name, sql from sqlite_schema where tbl_name <> ? order by type, name, rowid",
  );
  parts.setReturnArrays(true);
  for (const part of parts.iterate(MANIFEST_TABLE)) hash.update(rowHash(Object.values(part)));
  for (const name of leftOut(database)) {
    hash.update(rowHash([name]));
    const rows = database.prepare(`select * from ${quoted(name)} not indexed`);
    rows.setReturnArrays(true);
    rows.setReadBigInts(true); // the search index numbers its rows beyond 2^53
    for (const row of rows.iterate()) hash.update(rowHash(Object.values(row)));
  }
  return hash.digest("hex");
}

function leftOut(database: DatabaseSync): readonly string[] {
  const summed = new Set([MANIFEST_TABLE, ...tablesOf(database).map(({ name }) => name)]);
  return v
    .parse(listed, database.prepare("pragma table_list").all())
    .filter(
      ({ name, schema, type }) => schema === "main" && (type === "table" || type === "shadow") && !LISTS.has(name),
    )
    .map(({ name }) => name)
    .filter((name) => !summed.has(name))
    .sort();
}
