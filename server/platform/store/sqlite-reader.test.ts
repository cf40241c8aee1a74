import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DATABASE_FILE } from "./data-folder.ts";
import { DiskSync } from "./disk-sync.ts";
import { migrateToLatest } from "./migrate.ts";
import { ReadTurns } from "./read-turns.ts";
import { openSqliteStore } from "./sqlite.ts";
import { SqliteReader } from "./sqlite-reader.ts";
import { readsOf } from "./sqlite-reads.ts";
import type { Store } from "./store.ts";

const ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

let folder: string;
let path: string;
let store: Store;
let reader: SqliteReader;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-reader-"));
  path = join(folder, DATABASE_FILE);
  store = openSqliteStore(folder);
  await migrateToLatest(store.db, store.ddl);
  reader = new SqliteReader(path, { mostMs: 1000, mostWaitMs: 1500, idleMs: 200 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reader.end();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** The ids of the processes that have that database open, beside this one. */
const processes = (): readonly string[] =>
  readdirSync("/proc").filter((id) => {
    if (!/^\d+$/.test(id) || id === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${id}/maps`, "utf8").includes(path); // the index of the log is mapped
    } catch {
      return false;
    }
  });

it("ends a query that takes too long, and answers those that waited for it", async () => {
  const endless = reader.ask(ENDLESS, []);
  const behind = reader.ask("select 1 as one", []);
  await expect(endless).rejects.toMatchObject({ code: "read_too_long", status: 503 });
  expect(await behind).toEqual({ columns: ["one"], rows: [[1]] });
});

it("reads where the server has a low priority already, below which none goes", async () => {
  const worker = fileURLToPath(new URL("./sqlite-reader-worker.ts", import.meta.url));
  const low = spawn("nice", ["-n", "15", process.execPath, worker], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  try {
    const answered = once(low, "message");
    low.send({ path });
    low.send({ sql: "select 1 as one", values: [] });
    const [answer] = await answered;
    expect(answer).toMatchObject({ columns: ["one"] });
  } finally {
    low.kill("SIGKILL");
  }
});

it("lets nobody wait too long for others", async () => {
  const [first, second, third] = await Promise.allSettled(
    [ENDLESS, ENDLESS, "select 1"].map((one) => reader.ask(one, [])),
  );
  expect(first).toMatchObject({ reason: { code: "read_too_long" } });
  expect(second).toMatchObject({ reason: { code: "read_too_long" } });
  expect(third).toMatchObject({ reason: { code: "temporarily_unavailable" } });
});

it("lets the writer begin the log again while somebody reads without pause", async () => {
  let isOver = false;
  const reading = (async () => {
    while (!isOver) await store.reads.selectFrom("settings").select("name").execute();
  })();
  const value = "x".repeat(100_000);
  const unused = (turns: number) => turns * value.length - statSync(`${path}-wal`).size;
  let turns = 0;
  for (; turns < 3000 && unused(turns) < 10_000_000; turns += 1)
    await store.db
      .insertInto("settings")
      .values({ name: `${turns}`, value })
      .execute();
  isOver = true;
  await reading;
  expect(unused(turns)).toBeGreaterThanOrEqual(10_000_000); // more was written than the log ever held
});

it("ends once nobody reads, and is started again", async () => {
  await reader.ask("select count(*) from users", []);
  expect(processes()).toHaveLength(1);
  await vi.waitFor(() => expect(processes()).toHaveLength(0), { timeout: 10_000 });
  expect((await reader.ask("select 1 as one", [])).rows).toEqual([[1]]);
});

it("survives the end of its process, and tells who waited for it", async () => {
  await reader.ask("select count(*) from users", []);
  const asked = reader.ask(ENDLESS, []);
  for (const id of processes()) process.kill(Number(id), "SIGKILL");
  await expect(asked).rejects.toMatchObject({
    code: "temporarily_unavailable",
    cause: { message: expect.stringMatching(/has ended \(SIGKILL\)/) },
  });
  expect((await reader.ask("select 1 as one", [])).rows).toEqual([[1]]);
});

it("starts no other process before one that was killed has ended, which takes long on a disk that hangs", async () => {
  const kill = vi.spyOn(ChildProcess.prototype, "kill").mockReturnValue(true);
  await expect(reader.ask(ENDLESS, [])).rejects.toMatchObject({ code: "read_too_long" });
  await expect(reader.ask("select 1 as one", [])).rejects.toMatchObject({ code: "temporarily_unavailable" });
  expect(processes()).toHaveLength(1);
  kill.mockRestore();
  for (const id of processes()) process.kill(Number(id), "SIGKILL");
  expect((await reader.ask("select 1 as one", [])).rows).toEqual([[1]]);
});

it("runs no query while it is to be quiet", async () => {
  const seen: string[] = [];
  const first = reader.ask("select 1", []).then(() => seen.push("first"));
  const quiet = reader.whileQuiet(async () => {
    await pause(50);
    seen.push("quiet");
  });
  const second = reader.ask("select 1", []).then(() => seen.push("second"));
  await Promise.all([first, quiet, second]);
  expect(seen).toEqual(["first", "quiet", "second"]);
});

it("lets only so many wait", async () => {
  const asked = Array.from({ length: 100 }, () => reader.ask("select 1", []));
  const ended = await Promise.allSettled(asked);
  const refused = ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused.length).toBe(100 - 1 - 64);
  expect(refused[0]).toMatchObject({ code: "temporarily_unavailable", status: 503 });
});

it("says what SQLite says", async () => {
  await expect(reader.ask("select 1 from nowhere", [])).rejects.toThrow("no such table: nowhere");
  await expect(reader.ask("insert into settings (name, value) values ('a', 'b')", [])).rejects.toThrow(/readonly/);
});

it("tells nothing that the disk did not keep", async () => {
  const terminal = openSync("/dev/null", "r"); // it can't be synced
  const disk = new DiskSync(terminal);
  const reads = readsOf(reader, disk, new ReadTurns());
  expect(await reads.selectFrom("settings").selectAll().execute()).toEqual([]);
  await expect(disk.keep()).rejects.toThrow();
  await expect(sql`select 1`.execute(reads)).rejects.toThrow("the disk failed");
  closeSync(terminal);
});
