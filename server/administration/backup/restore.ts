import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Config } from "../../platform/config/config.ts";
import { type WrappingKeys, wrappingKeysOf } from "../../platform/keys/wrapping-keys.ts";
import { claimFolder, DATABASE_FILE } from "../../platform/store/data-folder.ts";
import type { Db } from "../../platform/store/database.ts";
import { DiskFull } from "../../platform/store/disk-trouble.ts";
import { migrateToLatest, STEPS } from "../../platform/store/migrate.ts";
import { openSqliteStore } from "../../platform/store/sqlite.ts";
import { firstDifference, schemaOf } from "../../platform/store/sqlite-schema.ts";
import { urgent } from "../../platform/store/urgent.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { backupTexts } from "../../texts/backup.ts";
import { sha256Of } from "./back-up.ts";
import { BackupRefused, notWritten, troubleCode } from "./backup-refused.ts";
import { type Checked, checkBackup } from "./check-backup.ts";
import { type Ended, endWhatReturned } from "./end-what-returned.ts";
import { fillPostgres } from "./restore-postgres.ts";
import { keep } from "./whole-file.ts";

/** Everything is done in this folder within the data folder, and only a rename at the end makes it the server's data. */
const RESTORING = "restoring";
/** Numbers of events that are left out: who keeps the log elsewhere has lost events by numbers that must not come again. */
const GAP = 1_000_000;

interface Asked {
  readonly file: string;
  /** Programs are looked for in these folders, separated as in PATH. */
  readonly programs: string;
  /** SHA-256 of the file as `backup` printed it, if the person named it. */
  readonly sha256: string | undefined;
}

export interface Restored extends Checked {
  readonly ended: Ended;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Puts a backup back, where the settings name an empty PostgreSQL, or as the embedded database of a data folder that has none. The backup stays as it
 * is. It may be killed at any moment: then no server starts on half a restore.
 *
 * @throws CannotStart
 */
export async function restoreData(
  { file, sha256, programs }: Asked,
  config: Pick<Config, "database" | "dataFolder" | "issuer" | "wrappingKey">,
  { clock }: WithClock,
): Promise<Restored> {
  const { database: place, dataFolder, issuer } = config;
  const wrapping = wrappingKeysOf(config.wrappingKey);
  if (!existsSync(file)) throw new BackupRefused("not_a_backup", backupTexts.restore.noFile({ file }));
  const claim = claimFolder(dataFolder);
  const restoring = join(dataFolder, RESTORING);
  try {
    if (place === undefined) demandNoData(dataFolder);
    rmSync(restoring, { recursive: true, force: true }); // of a try that was killed
    mkdirSync(restoring, { mode: 0o700 });
    const path = join(restoring, DATABASE_FILE);
    copyFileSync(file, path);
    chmodSync(path, 0o600); // the copy has the mode of the backup, which may be one that nobody may write to
    if (sha256 !== undefined && sha256 !== (await sha256Of(path)))
      throw new BackupRefused("altered", backupTexts.restore.otherSum({ file, sha256 }));
    const database = place === undefined ? "sqlite" : "postgres";
    const expected = { database, issuer, migrations: STEPS, isNamed: sha256 !== undefined } as const;
    const checked = await checkBackup(path, expected, wrapping);
    if (place !== undefined) {
      const asked = { path, place, programs, gap: GAP };
      return { ...checked, ended: await fillPostgres(asked, checked, wrapping, { clock }), now: clock() };
    }
    const ended = await bringForward(restoring, checked, wrapping, { clock });
    keep(path);
    renameSync(path, join(dataFolder, DATABASE_FILE));
    keep(dataFolder);
    return { ...checked, ended, now: clock() };
  } catch (error) {
    if (error instanceof DiskFull || isOfSystem(error)) throw notWritten(dataFolder, error);
    throw error;
  } finally {
    rmSync(restoring, { recursive: true, force: true });
    claim.release();
  }
}

const isOfSystem = (error: unknown): boolean => /^(?:13|E[A-Z]+)$/.test(troubleCode(error));

function demandNoData(dataFolder: string): void {
  const there = [DATABASE_FILE, `${DATABASE_FILE}-wal`].find((name) => existsSync(join(dataFolder, name)));
  if (there === undefined) return;
  throw new BackupRefused("data_there", backupTexts.restore.dataThere({ dataFolder, there }));
}

/** Brings the tables to this version, demands that they are exactly its own, and ends what the backup brings back. */
async function bringForward(
  restoring: string,
  { manifest }: Checked,
  wrapping: WrappingKeys,
  { clock }: WithClock,
): Promise<Ended> {
  clearMarks(join(restoring, DATABASE_FILE));
  const store = openSqliteStore(restoring);
  try {
    const db = urgent(store.db);
    await migrateToLatest(db, store.ddl);
    await demandOwnTables(db, join(restoring, "tables"));
    const ended = await endWhatReturned(db, clock, wrapping, manifest);
    await store.eraseOverwritten();
    return ended;
  } finally {
    await store.close();
  }
}

/** Makes it the data of a server, and no longer a backup. */
function clearMarks(path: string): void {
  const database = new DatabaseSync(path, { defensive: true });
  try {
    database.exec("pragma trusted_schema = off");
    database.exec("drop table backup_manifest; pragma application_id = 0");
    database.prepare("update sqlite_sequence set seq = seq + ? where name = 'events'").run(GAP);
  } finally {
    database.close();
  }
}

/** A trigger that a stranger added would run with the server's next write. */
async function demandOwnTables(db: Db, folder: string): Promise<void> {
  const fresh = openSqliteStore(folder);
  try {
    await migrateToLatest(fresh.db, fresh.ddl);
    const strange = firstDifference(await schemaOf(db), await schemaOf(fresh.db));
    if (strange !== undefined) throw new BackupRefused("altered", backupTexts.restore.strange({ strange }));
  } finally {
    await fresh.close();
  }
}
