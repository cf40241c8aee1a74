import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { migrateToLatest } from "../../platform/store/migrate.ts";
import { openSqliteStore } from "../../platform/store/sqlite.ts";
import { checkArchive } from "./archive-folder.ts";
import { ArchiveWriter } from "./archive-writer.ts";
import { newestBatch } from "./listed-batches.ts";

const WORKER = fileURLToPath(new URL("./retire-kill.worker.ts", import.meta.url));
const DAY_MS = 86_400_000;
const NOW = 2000 * DAY_MS;
const LOGINS = 900;
const ROUNDS = 6;

it("loses nothing when it is killed between the archive and the deletion, or anywhere else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-retire-"));
  const archive = join(folder, "archive");
  mkdirSync(archive);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { logins, events } = await fill(folder);
  let killed = 0;

  for (let round = 1; round <= ROUNDS; round += 1) {
    const worker = spawn(process.execPath, [WORKER, folder, archive, String(NOW + round * DAY_MS)], {
      stdio: "inherit",
    });
    const ended = once(worker, "exit");
    let changes = 0;
    const watcher = watch(archive, () => {
      changes += 1;
      if (changes === round * 2 && round < ROUNDS) worker.kill("SIGKILL");
    });
    const [, signal] = await ended;
    if (signal === "SIGKILL") killed += 1;
    watcher.close();
    const store = openSqliteStore(folder);
    await ArchiveWriter.open(archive, (await newestBatch(store.db))?.batch); // as the next round does
    const archived = archivedIn(archive);
    const here = (await store.db.selectFrom("logins").select("id").execute()).map(({ id }) => id);
    const told = (await store.db.selectFrom("events").select("seq").execute()).map(({ seq }) => Number(seq));
    await store.close();
    expect([...here, ...archived.logins].sort()).toEqual(logins.toSorted()); // each once
    for (const seq of events) expect(told.includes(seq) || archived.events.has(seq)).toBe(true);
    expect((await checkArchive(archive)).wrong).toEqual([]);
    if (round === ROUNDS) expect([here, events.filter((seq) => told.includes(seq))]).toEqual([[], []]);
  }
  expect(killed).toBeGreaterThanOrEqual(ROUNDS / 2);
});

/** Makes a database with old logins that gave no token, and an old event of each. */
async function fill(folder: string) {
  const { db, ddl, close } = openSqliteStore(folder);
  await migrateToLatest(db, ddl);
  for (const row of [
    sql`insert into users (id, name, display_name, role, state, created_at) values ('us_1', 'a', 'A', 'owner', 'active', 1)`,
    sql`insert into bound_sets (id, user_id, state, created_at) values ('bs_1', 'us_1', 'active', 1)`,
    sql`insert into devices (jkt, bound_set_id, jwk, key_storage, hostname, os, state, created_at, last_seen_at)
      values ('d', 'bs_1', '{}', 'file', 'h', 'linux', 'active', 1, 1)`,
  ])
    await row.execute(db);
  const logins = Array.from({ length: LOGINS }, (_, nth) => `rq_${nth}`);
  const events: number[] = [];
  await db.transaction().execute(async (trx) => {
    for (const id of logins) {
      await trx
        .insertInto("logins")
        .values({
          ...{ id, device_code_hash: id, state: "expired", client_id: "c", device_jkt: "d", session_jkt: "s" },
          ...{ user_id: "us_1", bound_set_id: "bs_1", device_statement: "ds", request: "r", facts: "{}", data: "{}" },
          ...{ created_at: 1, expires_at: 2, decided_at: 2, waited_until: 1, version: 1 },
        })
        .execute();
      const event = { at: 1, kind: "login_requested", version: 1, subject: id, data: "{}" };
      const { seq } = await trx.insertInto("events").values(event).returning("seq").executeTakeFirstOrThrow();
      events.push(Number(seq));
    }
  });
  await close();
  return { logins, events };
}

/** The entries of the archive, without a line that a kill tore. */
function archivedIn(archive: string) {
  const lines = readdirSync(archive)
    .filter((name) => name.startsWith("archive-"))
    .flatMap((name) => readFileSync(join(archive, name), "utf8").split("\n"))
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line));
  return {
    logins: lines.filter(({ nearside }) => nearside === "archived_login").map(({ id }) => String(id)),
    events: new Set(
      lines.filter(({ nearside }) => nearside === "archived_event").map(({ event }) => Number(event.seq)),
    ),
  };
}
