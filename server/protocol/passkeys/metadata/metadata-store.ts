import * as v from "valibot";
import type { Db, Trx } from "../../../platform/store/database.ts";
import type { BlobProblem } from "./blob-refused.ts";
import { type BlobPayload, blobPayloadSchema } from "./blob-schema.ts";

const NAME = "fido";

/** The blob that is active. Times in epoch milliseconds. */
export interface TakenBlob {
  /** A hash of the roots under which it was verified. */
  readonly roots: string;
  readonly no: number;
  readonly nextUpdate: number;
  readonly source: string;
  readonly takenAt: number;
}

/** The members that can be read without the whole blob. */
export async function findTakenBlob(db: Db): Promise<TakenBlob | undefined> {
  const row = await db
    .selectFrom("metadata_blobs")
    .select(["roots", "no", "next_update as nextUpdate", "source", "taken_at as takenAt"])
    .where("name", "=", NAME)
    .executeTakeFirst();
  return row;
}

export async function readPayload(db: Db): Promise<BlobPayload | undefined> {
  const row = await db.selectFrom("metadata_blobs").select("payload").where("name", "=", NAME).executeTakeFirst();
  return row && v.parse(blobPayloadSchema, JSON.parse(row.payload));
}

/**
 * Puts a verified blob in the place of the one before. Other servers may do so meanwhile. Under one set of roots no number is taken that is
 * lower than any before: an earlier blob would hide what was reported since (FIDO MDS 3.1 §3.2). The highest number outlives its
 * blob, or an administrator could clear the source and name an old one (threat R25).
 *
 * @returns the number that is active, which is another one where a later one was taken before
 */
export async function keepBlob(trx: Trx, blob: TakenBlob, payload: BlobPayload): Promise<number> {
  const highest = await raiseNumber(trx, blob);
  if (highest > blob.no) return highest;
  const values = {
    roots: blob.roots,
    no: blob.no,
    next_update: blob.nextUpdate,
    source: blob.source,
    payload: JSON.stringify(payload),
    taken_at: blob.takenAt,
  };
  const stored = await trx
    .insertInto("metadata_blobs")
    .values({ name: NAME, ...values })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet(values)
        .where((where) =>
          where.or([where("metadata_blobs.roots", "<>", blob.roots), where("metadata_blobs.no", "<", blob.no)]),
        ),
    )
    .returning("no")
    .executeTakeFirst();
  if (stored !== undefined) return stored.no;
  const standing = await trx
    .selectFrom("metadata_blobs")
    .select("no")
    .where("name", "=", NAME)
    .executeTakeFirstOrThrow();
  return standing.no;
}

/**
 * Raises the number in one write, after which no other transaction moves it until this one ends.
 *
 * @returns the highest number there is by now
 */
async function raiseNumber(trx: Trx, { roots, no }: Pick<TakenBlob, "roots" | "no">): Promise<number> {
  const raised = await trx
    .insertInto("metadata_numbers")
    .values({ roots, highest: no })
    .onConflict((conflict) =>
      conflict.column("roots").doUpdateSet({ highest: no }).where("metadata_numbers.highest", "<=", no),
    )
    .returning("highest")
    .executeTakeFirst();
  if (raised !== undefined) return raised.highest;
  const { highest } = await trx
    .selectFrom("metadata_numbers")
    .select("highest")
    .where("roots", "=", roots)
    .executeTakeFirstOrThrow();
  return highest;
}

/**
 * Deletes the blob, so that no metadata vouches for authenticators; the highest number stays stored.
 *
 * @returns whether there was one
 */
export async function forgetBlob(trx: Trx): Promise<boolean> {
  const gone = await trx.deleteFrom("metadata_blobs").where("name", "=", NAME).returning("no").executeTakeFirst();
  return gone !== undefined;
}

/** The outcome of the last tries at the source. Times are in epoch milliseconds. */
interface SourceState {
  /** The source that was set in the console. */
  readonly address: string | null;
  /** The first server that looks after this time asks the source. */
  readonly nextTryAt: number;
  readonly triedAt: number | null;
  readonly succeededAt: number | null;
  readonly problem: string | null;
}

export async function findSource(db: Db): Promise<SourceState> {
  return db
    .selectFrom("metadata_sources")
    .select(["address", "next_try_at as nextTryAt", "tried_at as triedAt", "succeeded_at as succeededAt", "problem"])
    .where("name", "=", NAME)
    .executeTakeFirstOrThrow();
}

/** Takes the try that is due, so that of several servers one asks. @returns false if it is not due, or another took it */
export async function takeTry(db: Db, now: number, nextTryAt: number): Promise<boolean> {
  const taken = await db
    .updateTable("metadata_sources")
    .set({ next_try_at: nextTryAt, tried_at: now })
    .where("name", "=", NAME)
    .where("next_try_at", "<=", now)
    .returning("name")
    .executeTakeFirst();
  return taken !== undefined;
}

export async function recordTry(
  db: Db | Trx,
  outcome: { readonly at: number; readonly problem: BlobProblem | null; readonly nextTryAt: number },
): Promise<void> {
  await db
    .updateTable("metadata_sources")
    .set({
      tried_at: outcome.at,
      problem: outcome.problem,
      next_try_at: outcome.nextTryAt,
      ...(outcome.problem === null ? { succeeded_at: outcome.at } : {}),
    })
    .where("name", "=", NAME)
    .execute();
}

/** Names another source, or none. The source is asked at once. @returns false if that source is set already */
export async function setAddress(trx: Trx, address: string | null): Promise<boolean> {
  const set = await trx
    .updateTable("metadata_sources")
    .set({ address, next_try_at: 0, problem: null, tried_at: null, succeeded_at: null })
    .where("name", "=", NAME)
    .where((where) =>
      address === null
        ? where("address", "is not", null)
        : where.or([where("address", "is", null), where("address", "<>", address)]),
    )
    .returning("name")
    .executeTakeFirst();
  return set !== undefined;
}
