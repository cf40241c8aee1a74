import { type Migration, Migrator } from "kysely/migration";
import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";
import type { Db } from "./database.ts";
import type { Ddl } from "./ddl.ts";
import { makeAtOnce } from "./made-at-once.ts";
import { sentenceOfMark } from "./marks.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";

/** A table by which a restore into PostgreSQL keeps servers away. */
export const UNFINISHED_RESTORE = "unfinished_restore";

/** The names of all steps. */
export const STEPS: readonly string[] = Object.keys(MIGRATIONS);

/**
 * Brings the tables to this version, with all steps or none. Of several servers that start at once, one does it. An empty database gets at
 * once the tables that all steps would make, where those are known.
 *
 * @returns the names of the steps taken
 * @throws CannotStart where the data is a newer server's; the database's own error where a step failed
 */
export function migrateToLatest(
  db: Db,
  ddl: Ddl,
  why: "starting" | "restoring" = "starting",
): Promise<readonly string[]> {
  const steps: Record<string, Migration> = Object.fromEntries(
    Object.entries(MIGRATIONS).map(([name, step]) => [name, { up: (on) => step.up(on, ddl) }]),
  );
  return ddl.alone(db, async (one) => {
    const before = await namesTaken(one);
    if (why === "starting" && (await isUnfinished(one))) throw new CannotStart(startTexts.data.restoreUnfinished);
    const unknown = before.filter((name) => !Object.hasOwn(steps, name));
    const marked = unknown.map(sentenceOfMark).find((sentence) => sentence !== undefined);
    if (marked !== undefined) throw new CannotStart(marked);
    if (unknown.length > 0) throw new CannotStart(startTexts.data.newer({ unknown: unknown.join(", ") }));
    if (before.length === Object.keys(steps).length) return []; // as at most starts
    const made = (await isEmpty(one)) ? await ddl.madeAtOnce?.() : undefined;
    if (made !== undefined && STEPS.join() === made.steps.join()) {
      await makeAtOnce(one, made);
      return STEPS;
    }
    await ddl.holdTables(one);
    const migrator = new Migrator({ db: one, provider: { getMigrations: async () => steps } });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return (results ?? []).map((result) => result.migrationName);
  });
}

const isUnfinished = async (db: Db): Promise<boolean> =>
  (await db.introspection.getTables()).some(({ name }) => name === UNFINISHED_RESTORE);

const isEmpty = async (db: Db): Promise<boolean> =>
  (await db.introspection.getTables({ withInternalKyselyTables: true })).length === 0;

/** The steps that were taken, and marks (`marks.ts`). */
export async function namesTaken(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return [];
  const rows = await db
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return rows.map((row) => row.name);
}
