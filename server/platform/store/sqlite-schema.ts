import { sql } from "kysely";
import type { Db } from "./database.ts";

interface SchemaPart {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** Everything that the embedded database is made of. */
export const schemaOf = async (db: Db): Promise<readonly SchemaPart[]> =>
  (
    await sql<SchemaPart>`select type, name, sql from sqlite_schema where name not like 'sqlite_stat%' order by 1, 2`.execute(
      db,
    )
  ).rows;

/**
 * Compares which parts there are, and what triggers, views and indexes do. The text of a table is left out: each version of SQLite writes it in
 * its own way when a column is added.
 *
 * @returns a part that only one of them has, or that differs
 */
export function firstDifference(found: readonly SchemaPart[], expected: readonly SchemaPart[]): string | undefined {
  const texts = new Map(expected.map((part) => [named(part), textOf(part)]));
  const different = found.find((part) => texts.get(named(part)) !== textOf(part));
  if (different !== undefined) return named(different);
  const names = new Set(found.map(named));
  const missing = expected.find((part) => !names.has(named(part)));
  return missing && named(missing);
}

const named = ({ type, name }: SchemaPart): string => `the ${type} ${name}`;
const textOf = ({ type, sql: text }: SchemaPart): string => (type === "table" ? "" : (text ?? "").replace(/\s+/g, " "));
