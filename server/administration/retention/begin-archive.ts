import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { archiveBegun } from "../../platform/audit/events/server.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { archiveTexts } from "../../texts/archive.ts";
import { ArchiveDamaged, ArchiveWriter } from "./archive-writer.ts";
import { ArchivingClaim } from "./archiving-claim.ts";
import type { Batch } from "./batch.ts";
import { giveUp, newestBatch } from "./listed-batches.ts";
import { NO_ARCHIVE } from "./run.ts";

const NOTHING_LOST = archiveTexts.intact;
const BUSY = archiveTexts.busy;

/**
 * Gives up what the archive lacks, or takes on what it has behind the last batch of the list, as after a restore of the database. From then on
 * the server continues with what is there: in the same folder, or in an empty one. The log says what is demanded no more, and by whom.
 *
 * @throws ConsoleError `conflict` if the archive is as the server left it, or is being written
 */
export async function beginArchive(
  { db, clock, config }: WithClock & WithConfig & WithDb,
  by: Actor,
): Promise<{ readonly file: string; readonly to: number }> {
  const folder = config.retention.archive;
  if (folder === undefined) throw new ConsoleError("conflict", { description: NO_ARCHIVE });
  // to look at the archive finishes what a crash left there, which is to write to it
  const claim = await ArchivingClaim.begin({ db, clock });
  if (claim === undefined) throw new ConsoleError("conflict", { description: BUSY });
  try {
    const newest = await newestBatch(db);
    if (newest === undefined || !(await isDamaged(folder, newest.batch)))
      throw new ConsoleError("conflict", { description: NOTHING_LOST });
    const { file, from, to, entries, sha256 } = newest.batch;
    await db.transaction().execute(async (trx) => {
      await holdActor(trx, by);
      await claim.demand(trx);
      await giveUp(trx, newest.seq);
      await append(trx, archiveBegun(clock(), null, { file, from, to, entries, sha256, by: byOf(by) }), { by });
    });
    return { file, to };
  } finally {
    await claim.end();
  }
}

async function isDamaged(folder: string, newest: Batch): Promise<boolean> {
  try {
    await ArchiveWriter.open(folder, newest);
    return false;
  } catch (cause) {
    if (cause instanceof ArchiveDamaged) return true;
    throw cause;
  }
}
