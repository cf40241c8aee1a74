import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { archiveBegun } from "../../platform/audit/events/server.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { ArchiveDamaged, ArchiveWriter } from "./archive-writer.ts";
import type { Batch } from "./batch.ts";
import { giveUp, newestBatch } from "./listed-batches.ts";
import { NO_ARCHIVE } from "./run.ts";

const NOTHING_LOST = "The archive has what was moved to it last, so nothing was changed.";

/**
 * Gives up what the archive lacks, so that the server moves on with what is there: in the same folder, or in an empty one. The log says what was
 * given up, and by whom.
 *
 * @throws ConsoleError `conflict` if nothing is lost
 */
export async function beginArchive(
  { db, clock, config }: WithClock & WithConfig & WithDb,
  by: Actor,
): Promise<{ readonly file: string; readonly to: number }> {
  const folder = config.retention.archive;
  if (folder === undefined) throw new ConsoleError("conflict", { description: NO_ARCHIVE });
  const newest = await newestBatch(db);
  if (newest === undefined || !(await isLost(folder, newest.batch)))
    throw new ConsoleError("conflict", { description: NOTHING_LOST });
  const { file, from, to, entries, sha256 } = newest.batch;
  await db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    await giveUp(trx, newest.seq);
    await append(trx, archiveBegun(clock(), null, { file, from, to, entries, sha256, by: byOf(by) }), { by });
  });
  return { file, to };
}

async function isLost(folder: string, newest: Batch): Promise<boolean> {
  try {
    await ArchiveWriter.open(folder, newest);
    return false;
  } catch (cause) {
    if (cause instanceof ArchiveDamaged) return true;
    throw cause;
  }
}
