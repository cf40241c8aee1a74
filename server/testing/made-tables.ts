import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATABASE_FILE } from "../platform/store/data-folder.ts";
import { migrateToLatest } from "../platform/store/migrate.ts";
import { openSqliteStore } from "../platform/store/sqlite.ts";

/** For tests: makes all tables. A copy of them costs less than the steps to them. @returns the database's file */
export async function madeTables(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "nearside-test-"));
  try {
    const store = openSqliteStore(folder);
    await migrateToLatest(store.db, store.ddl);
    await store.close();
    return readFileSync(join(folder, DATABASE_FILE));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
