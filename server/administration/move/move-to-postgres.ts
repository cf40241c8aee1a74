import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { append } from "../../platform/audit/event-log.ts";
import { dataMoved } from "../../platform/audit/events/server.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { Config } from "../../platform/config/config.ts";
import type { DatabasePlace } from "../../platform/config/database-url.ts";
import { claimFolder, DATABASE_FILE, FolderTaken } from "../../platform/store/data-folder.ts";
import type { Db } from "../../platform/store/database.ts";
import { isMoved, isUnfinished, movedMark, unfinishedMark } from "../../platform/store/marks.ts";
import { migrateToLatest, namesTaken, STEPS } from "../../platform/store/migrate.ts";
import { openTarget } from "../../platform/store/open-postgres.ts";
import { PostgresCopy } from "../../platform/store/postgres-copy.ts";
import { namesOfMigrations, quoted, tablesOf } from "../../platform/store/sqlite-tables.ts";
import type { Store } from "../../platform/store/store.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { backupTexts } from "../../texts/backup.ts";
import { COUNTED, type Copied, makeSame } from "./same-rows.ts";

/** Between two looks if the server has ended. Milliseconds. */
const LOOK_MS = 250;
/** If the server is stopped, the second look finds nothing more to do. */
const MOST_PASSES = 4;
const BUSY_MS = 5000;

/** Tells the person how far it is. */
interface Telling {
  step(sentence: string): void;
  table(name: string, rows: number): void;
}

/**
 * Moves the embedded database to an empty PostgreSQL. While a server runs, all is copied beside it; then the person stops that server, and only what
 * has changed since is copied. Both databases are compared row by row until nothing differs. From then on the old one says that it was moved.
 *
 * @throws CannotStart
 */
export async function moveToPostgres(
  { dataFolder }: Pick<Config, "dataFolder">,
  place: DatabasePlace,
  { clock }: WithClock,
  telling: Telling,
): Promise<Copied> {
  const path = join(dataFolder, DATABASE_FILE);
  if (!existsSync(path)) throw refusal(backupTexts.move.noDatabase({ dataFolder }));
  const source = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  const where = `postgres://${place.host}:${place.port}/${place.database}`;
  try {
    const store = await openTarget(place);
    try {
      const mark = unfinishedMark(firstKeyOf(source));
      await prepare(store, source, mark, where);
      const target = new PostgresCopy(place);
      try {
        await target.open();
        return await copy({ source, store, target, dataFolder, mark, where }, { clock }, telling);
      } finally {
        await target.close();
      }
    } finally {
      await store.close();
    }
  } finally {
    source.close();
  }
}

const refusal = (sentence: string): CannotStart => new CannotStart(backupTexts.nothingMoved({ sentence }));

/** The first key that a server ever had tells its data from another server's. */
function firstKeyOf(source: DatabaseSync): string {
  const row = source.prepare("select kid from signing_keys order by created_at, kid limit 1").get();
  if (row === undefined) throw refusal(backupTexts.move.neverStarted);
  return v.parse(v.object({ kid: v.string() }), row).kid;
}

/** Makes the tables of an empty database, or finds those of an earlier try. */
async function prepare(store: Store, source: DatabaseSync, mark: string, where: string): Promise<void> {
  const steps = namesOfMigrations(source).filter((name) => !isMoved(name));
  if (steps.join() !== [...STEPS].sort().join()) throw refusal(backupTexts.move.otherVersion);
  const names = await namesTaken(store.db);
  if (names.includes(mark)) {
    const others = names.filter((name) => name !== mark).sort();
    if (others.join() === steps.join()) return;
    throw refusal(backupTexts.move.unfinishedEarlier);
  }
  if (names.some(isUnfinished)) throw refusal(backupTexts.move.ofOther);
  if (namesOfMigrations(source).some(isMoved))
    throw refusal(backupTexts.move.movedAlready({ moved: movedMark(where) }));
  if (names.length > 0 && (await hasRows(store.db))) throw refusal(backupTexts.move.dataThere({ where }));
  await migrateToLatest(store.db, store.ddl);
  await steppable(store.db).insertInto("kysely_migration").values({ name: mark, timestamp: "" }).execute();
}

const hasRows = async (db: Db): Promise<boolean> =>
  (await db.selectFrom("signing_keys").select("kid").limit(1).execute()).length > 0;

const steppable = (db: Db) => db.$extendTables<{ kysely_migration: { name: string; timestamp: string } }>();

interface Ends {
  readonly source: DatabaseSync;
  readonly store: Store;
  readonly target: PostgresCopy;
  readonly dataFolder: string;
  readonly mark: string;
  readonly where: string;
}

async function copy(ends: Ends, { clock }: WithClock, telling: Telling): Promise<Copied> {
  const { source, target, dataFolder } = ends;
  const tables = tablesOf(source);
  const pass = () => makeSame(source, target, tables, telling.table);
  let claim = claimed(dataFolder);
  if (claim === undefined) {
    const { rows } = await pass();
    telling.step(backupTexts.move.stopServer({ rows }));
    do {
      await setTimeout(LOOK_MS);
      claim = claimed(dataFolder);
    } while (claim === undefined);
  }
  try {
    telling.step(backupTexts.move.comparing);
    for (let passes = 0; passes < MOST_PASSES; passes += 1) {
      const copied = await pass();
      if (copied.changes > 0) continue;
      await demandSameCounts(source, target);
      await continueNumbers(source, target);
      await finish(ends, { tables: tables.length, rows: copied.rows }, clock());
      return copied;
    }
    throw refusal(backupTexts.move.stillDiffer);
  } finally {
    claim.release();
  }
}

/** @returns undefined while a server has the folder */
function claimed(dataFolder: string) {
  try {
    return claimFolder(dataFolder);
  } catch (error) {
    if (error instanceof FolderTaken) return undefined;
    throw error;
  }
}

const COUNTS = [
  "select aaguid, attestation_format, attestation_verdict, backup_eligible, sum(count) from passkey_counts group by 1, 2, 3, 4",
  "select key_storage, sum(count) from machine_counts group by 1",
];

/** A table that triggers count in has other rows in each database, and the same sums. */
async function demandSameCounts(source: DatabaseSync, target: PostgresCopy): Promise<void> {
  const sorted = (rows: readonly unknown[]) =>
    rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join();
  for (const counts of COUNTS) {
    const statement = source.prepare(counts);
    statement.setReturnArrays(true);
    const theirs = (await target.ask(counts)).map((row) => [...row.slice(0, -1), Number(row.at(-1))]);
    if (sorted(statement.all()) !== sorted(theirs)) throw refusal(backupTexts.move.counts);
  }
}

/** The next event, and whatever else the database numbers, continues after the last number that was ever given. */
async function continueNumbers(source: DatabaseSync, target: PostgresCopy): Promise<void> {
  const given = v.parse(
    v.array(v.object({ name: v.string(), seq: v.number() })),
    source.prepare("select name, seq from sqlite_sequence where seq > 0").all(),
  );
  for (const { name, seq } of given) {
    const [column] = tablesOf(source).find((table) => table.name === name)?.key ?? [];
    if (column !== undefined && !COUNTED.has(name))
      await target.ask("select setval(pg_get_serial_sequence($1, $2), $3)", [quoted(name), column.name, seq]);
  }
}

/** The old database goes out of use first: there is never a moment at which servers start on both. */
async function finish({ store, dataFolder, mark, where }: Ends, moved: { tables: number; rows: number }, now: number) {
  const old = new DatabaseSync(join(dataFolder, DATABASE_FILE), { timeout: BUSY_MS });
  try {
    old.exec("pragma synchronous = full");
    old.prepare("insert or ignore into kysely_migration (name, timestamp) values (?, '')").run(movedMark(where));
  } finally {
    old.close();
  }
  await store.db.transaction().execute(async (trx) => {
    await append(trx, dataMoved(now, null, moved));
    await trx
      .$extendTables<{ kysely_migration: { name: string } }>()
      .deleteFrom("kysely_migration")
      .where("name", "=", mark)
      .execute();
  });
}
