import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DATABASE_FILE } from "./data-folder.ts";
import type { Trx } from "./database.ts";
import { migrateToLatest } from "./migrate.ts";
import { openSqliteStore } from "./sqlite.ts";
import { sqliteDdl } from "./sqlite-ddl.ts";
import type { Store } from "./store.ts";

// Transactions that come together share a commit. These are the promises to each of them.

let folder: string;
let store: Store;
/** The connection of another process sees only what is committed. */
let outside: DatabaseSync;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-group-"));
  store = openSqliteStore(folder);
  await migrateToLatest(store.db, sqliteDdl);
  outside = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true });
});
afterEach(async () => {
  outside.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const insert = (trx: Trx, name: string) => trx.insertInto("settings").values({ name, value: "1" }).execute();
const set = (name: string) => store.db.transaction().execute((trx) => insert(trx, name));
const committed = () =>
  outside
    .prepare("select name from settings order by name")
    .all()
    .map(({ name }) => name);
const seen = async () =>
  (await store.db.selectFrom("settings").select("name").orderBy("name").execute()).map(({ name }) => name);

it("tells no caller that its work is done before it is committed", async () => {
  const seen: [name: string, committed: unknown[]][] = [];
  const names = ["a", "b", "c", "d"];
  await Promise.all(names.map((name) => set(name).then(() => seen.push([name, committed()]))));
  expect(seen).toEqual(names.map((name) => [name, names])); // all of them share one commit, so each sees the others' rows
});

it("lets one fail without the others", async () => {
  const [first, failed, last] = await Promise.allSettled([
    set("a"),
    store.db.transaction().execute(async (trx) => {
      await insert(trx, "b");
      throw new Error("changed my mind");
    }),
    set("c"),
  ]);
  expect([first?.status, failed?.status, last?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(committed()).toEqual(["a", "c"]);
});

it("shows no one's changes to a read before they are committed", async () => {
  const writing = set("a").then(() => "written");
  const [, names] = await Promise.all([writing, seen().then((read) => [read, committed()])]);
  expect(names).toEqual([["a"], ["a"]]);
});

it("takes a change outside of any transaction along", async () => {
  const reads: unknown[] = [];
  await Promise.all([
    set("a").then(() => reads.push(committed())),
    store.db
      .insertInto("settings")
      .values({ name: "b", value: "1" })
      .execute()
      .then(() => reads.push(committed())),
  ]);
  expect(reads).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  await expect(store.db.insertInto("settings").values({ name: "a", value: "2" }).execute()).rejects.toThrow("UNIQUE");
  await set("c");
  expect(await seen()).toEqual(["a", "b", "c"]);
});

it("tells all of them where the database itself gave them up, and nothing of any is there", async () => {
  const all = await Promise.allSettled([
    set("a"),
    store.db.transaction().execute(async (trx) => {
      await insert(trx, "b");
      await sql`insert or rollback into settings values ('b', '2')`.execute(trx); // SQLite rolls back like this when the disk is full
    }),
    set("c"),
  ]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(committed()).toEqual(["c"]);
  await set("d");
  expect(await seen()).toEqual(["c", "d"]);
});

it("keeps no reader out, however many write", async () => {
  let isOver = false;
  const writer = async (name: string): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) await set(`${name}${turn}`);
  };
  const writers = Promise.all(["a", "b", "c", "d"].map(writer));
  for (let read = 0; read < 20; read += 1) await seen();
  isOver = true;
  await writers;
});

it("waits for a transaction that takes its time, and the next one comes after it", async () => {
  const order: string[] = [];
  const slow = store.db.transaction().execute(async (trx) => {
    await insert(trx, "slow");
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push("slow");
  });
  const quick = set("quick").then(() => order.push("quick"));
  await Promise.all([slow, quick]);
  expect(order).toEqual(["slow", "quick"]);
  expect(committed()).toEqual(["quick", "slow"]);
});

it("is closed only when what was under way is committed", async () => {
  const last = set("last");
  await Promise.resolve();
  await store.close();
  await last;
  store = openSqliteStore(folder);
  expect(await seen()).toEqual(["last"]);
});

/** Writes more than the log may hold: 4,100 rows in one transaction. */
const fillLog = () =>
  store.db.transaction().execute(async (trx) => {
    const value = "x".repeat(4000);
    for (let row = 0; row < 4100; row += 1)
      await trx
        .insertInto("settings")
        .values({ name: `long ${row}`, value })
        .execute();
  });

it("puts a long log into the database beside the event loop, and loses nothing by it", async () => {
  const pagesInLog = () => Number(outside.prepare("pragma wal_checkpoint(noop)").get()?.["log"]);
  await fillLog();
  expect(pagesInLog()).toBeGreaterThan(4000);
  let groups = 0;
  for (; pagesInLog() >= 100; groups += 1) await set(`group ${groups}`);
  await set("after");
  expect(committed()).toHaveLength(4101 + groups);
  expect(outside.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
});

it("closes while a long log is put into the database", async () => {
  await fillLog();
  for (let group = 0; group < 16; group += 1) await set(`group ${group}`);
  const emptied = store.eraseOverwritten();
  await store.close();
  await emptied;
  store = openSqliteStore(folder);
  expect(await seen()).toHaveLength(4116);
});

it("lets the first of a group fail without those that come after it", async () => {
  const all = await Promise.allSettled([
    store.db.transaction().execute(async (trx) => {
      await insert(trx, "a");
      throw new Error("changed my mind");
    }),
    set("b"),
  ]);
  expect(all.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(committed()).toEqual(["b"]);
});
