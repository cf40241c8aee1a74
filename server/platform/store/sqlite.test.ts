import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrateToLatest } from "./migrate.ts";
import { openSqliteStore } from "./sqlite.ts";
import { sqliteDdl } from "./sqlite-ddl.ts";
import type { Store } from "./store.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-store-"));
  store = openSqliteStore(folder);
  await migrateToLatest(store.db, sqliteDdl);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const insertUser = (id: string) =>
  store.db
    .insertInto("users")
    .values({ id, name: id, display_name: id, role: "user", state: "active", created_at: 1 })
    .execute();

describe("durability settings", () => {
  it("writes ahead, leaves syncs of commits and checkpoints to others, and keeps foreign keys", async () => {
    const pragma = async (name: string) => (await sql`pragma ${sql.raw(name)}`.execute(store.db)).rows;
    expect(await pragma("journal_mode")).toEqual([{ journal_mode: "wal" }]);
    expect(await pragma("synchronous")).toEqual([{ synchronous: 1 }]);
    expect(await pragma("wal_autocheckpoint")).toEqual([{ wal_autocheckpoint: 0 }]);
    const orphan = store.db
      .insertInto("bound_sets")
      .values({ id: "bs_1", user_id: "us_nobody", state: "active", created_at: 1, confirmed_at: null })
      .execute();
    await expect(orphan).rejects.toThrow("FOREIGN KEY constraint failed");
  });

  it("keeps its files from other accounts", () => {
    for (const name of ["nearside.db", "nearside.db-wal", "nearside.db-shm", "nearside.lock"])
      expect([name, (statSync(join(folder, name)).mode & 0o777).toString(8)]).toEqual([name, "600"]);
  });
});

describe("one process per folder", () => {
  it("refuses a second store with a sentence, and the first one keeps its claim", () => {
    for (let attempt = 0; attempt < 2; attempt++)
      expect(() => openSqliteStore(folder)).toThrow(/^Another server is already running with the data folder/);
  });

  it("gives the folder free when closed", async () => {
    await store.close();
    store = openSqliteStore(folder);
    expect(await store.db.selectFrom("users").selectAll().execute()).toEqual([]);
  });

  it("refuses a folder that other accounts can read, and changes nothing", () => {
    const open = mkdtempSync(join(tmpdir(), "nearside-open-"));
    chmodSync(open, 0o755);
    expect(() => openSqliteStore(open)).toThrow(`chmod 700 ${open}`);
    expect(statSync(open).mode & 0o777).toBe(0o755);
    expect(existsSync(join(open, "nearside.db"))).toBe(false);
    rmSync(open, { recursive: true });
  });

  it("says so when the folder cannot be made", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => openSqliteStore(join(file, "data"))).toThrow(/could not be made/);
  });
});

it("makes all tables strict", async () => {
  const { rows } = await sql<{
    name: string;
  }>`select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0
    and name not like 'sqlite_%' and name not like 'kysely_%'`.execute(store.db);
  expect(rows).toEqual([]);
});

describe("transactions", () => {
  it("run one after the other: nothing that was read is stale when it is written", async () => {
    await store.db.insertInto("settings").values({ name: "n", value: "0" }).execute();
    const increment = () =>
      store.db.transaction().execute(async (trx) => {
        const { value } = await trx
          .selectFrom("settings")
          .select("value")
          .where("name", "=", "n")
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setImmediate(resolve));
        await trx
          .updateTable("settings")
          .set({ value: String(Number(value) + 1) })
          .where("name", "=", "n")
          .execute();
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    expect(await store.db.selectFrom("settings").select("value").execute()).toEqual([{ value: "50" }]);
  });

  it("keep a query from outside waiting until they end", async () => {
    const order: string[] = [];
    const inside = store.db.transaction().execute(async (trx) => {
      await trx.insertInto("settings").values({ name: "a", value: "1" }).execute();
      await new Promise((resolve) => setImmediate(resolve));
      order.push("inside");
      throw new Error("changed my mind");
    });
    const outside = store.db
      .selectFrom("settings")
      .selectAll()
      .execute()
      .then((rows) => order.push(`outside saw ${rows.length}`));
    await expect(inside).rejects.toThrow("changed my mind");
    await outside;
    expect(order).toEqual(["inside", "outside saw 0"]);
  });

  it("commit nothing more once the database itself has ended them", async () => {
    const broken = store.db.transaction().execute(async (trx) => {
      await trx.insertInto("settings").values({ name: "a", value: "1" }).execute();
      // SQLite does this by itself when the disk is full; the caller swallows the error and continues
      await sql`insert or rollback into settings values ('a', '2')`.execute(trx).catch(() => {});
      await trx.insertInto("settings").values({ name: "b", value: "1" }).execute();
    });
    await expect(broken).rejects.toThrow("the database ended the transaction");
    expect(await store.db.selectFrom("settings").selectAll().execute()).toEqual([]);
    await insertUser("after");
  });
});

describe("values", () => {
  it("of a wrong type are refused by the table", async () => {
    const wrong = sql`insert into replay values ('k', 'soon')`.execute(store.db);
    await expect(wrong).rejects.toThrow("cannot store TEXT value in INTEGER column");
    await expect(insertUser("us_1").then(() => sql`update users set role = 'root'`.execute(store.db))).rejects.toThrow(
      "CHECK constraint failed",
    );
  });
});
