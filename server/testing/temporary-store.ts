import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATABASE_FILE } from "../platform/store/data-folder.ts";
import { openSqliteStore } from "../platform/store/sqlite.ts";
import type { Store } from "../platform/store/store.ts";
import { madeTables } from "./made-tables.ts";
import { openEmptyDatabase, openTemporaryDatabase } from "./temporary-database.ts";

/**
 * The server runs on both. A test that depends on how transactions meet runs on each:
 * `describe.each(DATABASES)("on %s", (database) => { … serverForAll({ database }) … })`.
 */
export const DATABASES = ["sqlite", "postgres"] as const;
export type DatabaseKind = (typeof DATABASES)[number];

/** The database of tests that name none: SQLite, or the one that is chosen for all of them. */
const CHOSEN: DatabaseKind = process.env["NEARSIDE_TEST_DATABASE"] === "postgres" ? "postgres" : "sqlite";

/** For tests: opens a real database of its own with all its tables, which goes when it is closed. */
export async function openTemporaryStore(database: DatabaseKind = CHOSEN): Promise<Store> {
  if (database === "postgres") return openTemporaryDatabase();
  template ??= madeTables();
  return openFolder(await template);
}

/** The tables are made once, because a copy of them costs little. */
let template: Promise<Buffer> | undefined;

/** For tests: opens such a database before its first migration. */
export const openEmptyStore = async (database: DatabaseKind): Promise<Store> =>
  database === "postgres" ? openEmptyDatabase() : openFolder();

function openFolder(file?: Buffer): Store {
  const folder = mkdtempSync(join(tmpdir(), "nearside-test-"));
  if (file !== undefined) writeFileSync(join(folder, DATABASE_FILE), file, { mode: 0o600 });
  const store = openSqliteStore(folder);
  return {
    ...store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
