import * as v from "valibot";
import { type Actor, actorSchema, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { archivingAsked } from "../../platform/audit/events/server.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { ArchiveDamaged } from "./archive-writer.ts";

// The run that is under way, or the last one: how much it has moved, and who asked for it. It is in the database, so that every process shows
// it, and one that was asked for continues after a restart.

const NAME = "retention/run";

const runSchema = v.strictObject({
  began_at: v.number(),
  ended_at: v.nullable(v.number()),
  /** Null where the server moves what is old by itself. */
  by: v.nullable(actorSchema),
  logins: v.number(),
  events: v.number(),
  problem: v.nullable(v.string()),
});
type Run = v.InferOutput<typeof runSchema>;

/** Finds the last run, and holds it in a transaction. */
export async function findRun(db: Db | Trx): Promise<Run | undefined> {
  const row = db.selectFrom("settings").select("value").where("name", "=", NAME);
  const found = await (db.isTransaction ? row.forNoKeyUpdate() : row).executeTakeFirst();
  return found === undefined ? undefined : v.parse(runSchema, JSON.parse(found.value));
}

async function keepRun(trx: Trx, run: Run): Promise<void> {
  const value = JSON.stringify(run);
  await trx
    .insertInto("settings")
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

const newRun = (now: number, by: Actor | null): Run => ({
  ...{ began_at: now, ended_at: null, by, logins: 0, events: 0, problem: null },
});

export const isAsked = (run: Run | undefined): boolean => run !== undefined && run.ended_at === null && run.by !== null;

/** Counts what a step has moved, in its transaction. */
export async function countMoved(trx: Trx, now: number, what: "logins" | "events", moved: number): Promise<void> {
  const found = await findRun(trx);
  const run = found === undefined || found.ended_at !== null ? newRun(now, null) : found;
  await keepRun(trx, { ...run, [what]: run[what] + moved });
}

/** Ends the run. @param isDone false if there is more: a run that a person asked for then stays open */
export async function endRun(db: Db, now: number, isDone: boolean): Promise<void> {
  const open = await findRun(db);
  if (open === undefined || open.ended_at !== null) return; // most rounds move nothing
  await db.transaction().execute(async (trx) => {
    const run = await findRun(trx);
    if (run === undefined || run.ended_at !== null || (isAsked(run) && !isDone)) return;
    await keepRun(trx, { ...run, ended_at: now });
  });
}

/** Ends the run with what went wrong, for people; the log of the server has the rest. */
export const failRun = (db: Db, now: number, cause: unknown): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const found = await findRun(trx);
    const run = found === undefined || found.ended_at !== null ? newRun(now, null) : found;
    await keepRun(trx, { ...run, ended_at: now, problem: problemOf(cause) });
  });

function problemOf(cause: unknown): string {
  if (cause instanceof ArchiveDamaged) return cause.message;
  if (cause instanceof Error && "code" in cause && "syscall" in cause)
    return consoleTexts.archive.notWritten({ code: String(cause.code) });
  return consoleTexts.archive.failed;
}

export const NO_ARCHIVE = consoleTexts.archive.noFolder;
const RUNS_ALREADY = consoleTexts.archive.runsAlready;

/**
 * Asks for everything that is old to be moved to the archive now. It continues after a restart, too.
 *
 * @throws ConsoleError `conflict` if there is no archive, or if a run is under way
 */
export async function askForRun(
  { db, clock, config, changes }: WithChanges & WithClock & WithConfig & WithDb,
  by: Actor,
): Promise<{ readonly began_at: number }> {
  if (config.retention.archive === undefined) throw new ConsoleError("conflict", { description: NO_ARCHIVE });
  const now = clock();
  await db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    if (isAsked(await findRun(trx))) throw new ConsoleError("conflict", { description: RUNS_ALREADY });
    await keepRun(trx, newRun(now, by));
    await append(trx, archivingAsked(now, null, { by: byOf(by) }), { by });
  });
  changes.announce("archive");
  return { began_at: now };
}
