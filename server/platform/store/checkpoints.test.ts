import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Checkpoints } from "./checkpoints.ts";

let folder: string;
let database: DatabaseSync;
let checkpoints: Checkpoints;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-checkpoints-"));
  const path = join(folder, "database");
  database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; create table notes (note text)");
  checkpoints = new Checkpoints(path);
});
afterEach(async () => {
  vi.useRealTimers();
  await checkpoints.ended();
  database.close();
  rmSync(folder, { recursive: true });
});

/** The threads of this process that run JavaScript beside its main one. */
const threads = () =>
  readdirSync("/proc/self/task").filter((id) =>
    readFileSync(`/proc/self/task/${id}/comm`, "utf8").startsWith("WorkerThread"),
  ).length;

it("keeps its thread for the next checkpoint, and ends it when nobody has needed it for ten seconds", async () => {
  const before = threads();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  for (let turn = 0; turn < 2; turn += 1) {
    database.exec("insert into notes values ('more')");
    const checkpoint = await checkpoints.begin();
    expect(await checkpoint.take("truncate")).toBe(true);
    checkpoint.end();
    vi.advanceTimersByTime(9_999);
    expect(threads()).toBe(before + 1);
  }
  vi.advanceTimersByTime(1);
  vi.useRealTimers();
  await expect.poll(threads).toBe(before);
});

it("starts another thread at once where one could not open the database", async () => {
  const [path, away] = [join(folder, "database"), join(folder, "away")];
  database.exec("insert into notes values ('more')");
  renameSync(path, away);
  mkdirSync(path);
  await expect(checkpoints.begin()).rejects.toThrow("unable to open database file");
  rmdirSync(path);
  renameSync(away, path);
  const checkpoint = await checkpoints.begin();
  expect(await checkpoint.take("truncate")).toBe(true);
  checkpoint.end();
});
