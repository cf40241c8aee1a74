import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import type { DatabasePlace } from "../../platform/config/database-url.ts";
import type { WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import type { Db } from "../../platform/store/database.ts";
import { migrateToLatest, UNFINISHED_RESTORE } from "../../platform/store/migrate.ts";
import { openTarget } from "../../platform/store/open-postgres.ts";
import { PostgresCopy } from "../../platform/store/postgres-copy.ts";
import type { Store } from "../../platform/store/store.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { backupTexts } from "../../texts/backup.ts";
import { BackupRefused } from "./backup-refused.ts";
import { type Checked, demandOpenable, demandUnchanged } from "./check-backup.ts";
import { dumpIn } from "./dump-file.ts";
import { type Ended, endWhatReturned } from "./end-what-returned.ts";
import { runProgram } from "./postgres-programs.ts";

interface Asked {
  /** A copy of the backup that was checked. */
  readonly path: string;
  readonly place: DatabasePlace;
  /** Programs are looked for in these folders, separated as in PATH. */
  readonly programs: string;
  /** Numbers of events that are left out. */
  readonly gap: number;
}

/**
 * Puts what pg_dump wrote into an empty database, compares it with the manifest, and ends what came back. A table that is not the server's keeps every
 * server away until all of that is done. If it fails, its tables are removed again.
 *
 * @throws CannotStart
 */
export async function fillPostgres(
  { path, place, programs, gap }: Asked,
  { manifest }: Checked,
  wrapping: WrappingKeys,
  { clock }: WithClock,
): Promise<Ended> {
  const store = await openTarget(place);
  try {
    // in one turn with servers that start and with other restores: what is removed below was empty for this one alone
    await store.ddl.alone(store.db, async (one) => {
      await demandEmpty(one, place);
      await sql`create table ${sql.table(UNFINISHED_RESTORE)} (since text)`.execute(one);
    });
    try {
      await sql`create extension if not exists pg_trgm`.execute(store.db);
      await load(path, place, programs, store);
      await compare(place, manifest, wrapping);
      await migrateToLatest(store.db, store.ddl, "restoring");
      await sql`select setval(pg_get_serial_sequence('events', 'seq'), nextval(pg_get_serial_sequence('events', 'seq')) + ${sql.lit(gap)})`.execute(
        store.db,
      );
      return await endWhatReturned(store.db, clock, wrapping, manifest, async (trx) => {
        await sql`drop table ${sql.table(UNFINISHED_RESTORE)}`.execute(trx);
      });
    } catch (error) {
      await dropAll(store.db);
      throw error;
    }
  } finally {
    await store.close();
  }
}

async function demandEmpty(db: Db, { database }: DatabasePlace): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (tables.length === 0) return;
  const isOurs = tables.some(({ name }) => name === UNFINISHED_RESTORE);
  throw new BackupRefused("data_there", backupTexts.restore.tablesThere({ database, count: tables.length, isOurs }));
}

async function load(path: string, place: DatabasePlace, programs: string, { db }: Store): Promise<void> {
  const { rows } = await sql<{ name: string }>`select current_schema()::text as name`.execute(db);
  const args = ["--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error"];
  const into = [`--schema=${rows[0]?.name}`, `--dbname=${place.database}`];
  const program = runProgram("pg_restore", [...args, ...into], place, programs);
  program.stdout.resume();
  const backup = new DatabaseSync(path, { readOnly: true });
  try {
    for (const part of dumpIn(backup))
      if (!program.stdin.write(part)) await Promise.race([once(program.stdin, "drain"), program.ended]);
    program.stdin.end();
    await program.ended;
  } finally {
    backup.close();
  }
}

async function compare(place: DatabasePlace, manifest: Checked["manifest"], wrapping: WrappingKeys): Promise<void> {
  const copy = new PostgresCopy(place);
  try {
    await copy.open();
    await copy.asOfNow(async () => {
      await demandUnchanged(manifest, copy.source);
      await demandOpenable(copy.source, wrapping);
    });
  } finally {
    await copy.close();
  }
}

/** The database was empty, so all in it came with the backup. */
async function dropAll(db: Db): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  for (const { name } of tables) await sql`drop table if exists ${sql.table(name)} cascade`.execute(db);
  const { rows } = await sql<{ name: string }>`
    select proname::text as name from pg_proc join pg_language on pg_language.oid = prolang
    where pronamespace = current_schema()::regnamespace and lanname = 'plpgsql'`.execute(db);
  for (const { name } of rows) await sql`drop function if exists ${sql.id(name)}() cascade`.execute(db);
}
