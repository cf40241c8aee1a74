import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrateToLatest } from "../store/migrate.ts";
import { openSqliteStore, type Store } from "../store/sqlite.ts";
import { sqliteDdl } from "../store/sqlite-ddl.ts";

/** For tests: the real database with all its tables, in a folder of its own that goes when it is closed. */
export async function openTemporaryStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "nearside-test-"));
  const store = openSqliteStore(folder);
  await migrateToLatest(store.db, sqliteDdl);
  return {
    db: store.db,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
