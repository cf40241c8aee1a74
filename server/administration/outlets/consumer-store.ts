import type { Db, Trx } from "../../platform/store/database.ts";
import type { OutletName } from "./outlet.ts";

// The contract: one process at a time sends to a consumer, which has a lease on it, and each step is one conditional write. If a process
// dies with events in hand, the next one sends them again: at least once, in the order of the log.

/** Milliseconds of a lease: longer than any try takes (`MOST_OF_A_TRY_MS`). */
const LEASE_MS = 2 * 60_000;
/** No lease and no pause reaches further ahead. A time that does was written by a clock that has been set back since. */
const MOST_AHEAD_MS = 15 * 60_000;

export interface Consumer {
  readonly name: OutletName;
  /** The last event that it has. */
  readonly reached: number;
  readonly holder: string | null;
  readonly leaseUntil: number;
  readonly dueAt: number;
  readonly tries: number;
  readonly sent: number;
  readonly sentAt: number | null;
  readonly failedAt: number | null;
  readonly failure: string | null;
}

export async function findConsumer(db: Db | Trx, name: OutletName): Promise<Consumer | undefined> {
  const row = await db.selectFrom("event_consumers").selectAll().where("name", "=", name).executeTakeFirst();
  return (
    row && {
      name,
      reached: Number(row.reached),
      holder: row.holder,
      leaseUntil: Number(row.lease_until),
      dueAt: Number(row.due_at),
      tries: Number(row.tries),
      sent: Number(row.sent),
      sentAt: row.sent_at === null ? null : Number(row.sent_at),
      failedAt: row.failed_at === null ? null : Number(row.failed_at),
      failure: row.failure,
    }
  );
}

/** A new consumer gets what is written from now on. */
export async function addConsumer(db: Db, name: OutletName, reached: number): Promise<void> {
  await db
    .insertInto("event_consumers")
    .values({
      ...{ name, reached, holder: null, lease_until: 0, due_at: 0, tries: 0, sent: 0 },
      ...{ sent_at: null, failed_at: null, failure: null },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** True for the time of a lease or a pause that is not over. */
export const isToCome = (time: number, now: number): boolean => time > now && time <= now + MOST_AHEAD_MS;

/** @returns false if another process has it, or has moved it on */
export async function claimConsumer(db: Db, consumer: Consumer, by: string, now: number): Promise<boolean> {
  const claimed = await db
    .updateTable("event_consumers")
    .set({ holder: by, lease_until: now + LEASE_MS })
    .where("name", "=", consumer.name)
    .where("reached", "=", consumer.reached)
    .where(({ or, eb }) =>
      or([eb("holder", "=", by), eb("lease_until", "<=", now), eb("lease_until", ">", now + MOST_AHEAD_MS)]),
    )
    .returning("name")
    .execute();
  return claimed.length > 0;
}

/** @returns false if another process has it by now */
export async function moveOn(
  db: Db,
  consumer: Consumer,
  by: string,
  to: { readonly reached: number; readonly sent: number; readonly now: number },
): Promise<boolean> {
  const moved = await db
    .updateTable("event_consumers")
    .set((eb) => ({
      reached: to.reached,
      sent: eb("sent", "+", to.sent),
      sent_at: to.now,
      tries: 0,
      due_at: 0,
      lease_until: to.now + LEASE_MS,
    }))
    .where("name", "=", consumer.name)
    .where("holder", "=", by)
    .where("reached", "=", consumer.reached)
    .returning("name")
    .execute();
  return moved.length > 0;
}

/** @param failed.failure a sentence without secrets */
export async function putOffConsumer(
  db: Db,
  consumer: Consumer,
  by: string,
  failed: { readonly now: number; readonly until: number; readonly failure: string },
): Promise<void> {
  await db
    .updateTable("event_consumers")
    .set({
      tries: consumer.tries + 1,
      due_at: failed.until,
      lease_until: failed.now,
      failed_at: failed.now,
      failure: failed.failure,
    })
    .where("name", "=", consumer.name)
    .where("holder", "=", by)
    .where("reached", "=", consumer.reached)
    .execute();
}

/**
 * Counts the next event as taken, though it was not. A process that sends it meanwhile moves nothing on.
 *
 * @returns false if that consumer is further by now, or takes what it is sent
 */
export async function moveOnUntaken(trx: Trx, { name, reached }: Consumer, entry: number): Promise<boolean> {
  const passed = await trx
    .updateTable("event_consumers")
    .set({ reached: entry, tries: 0, due_at: 0 })
    .where("name", "=", name)
    .where("reached", "=", reached)
    .where("tries", ">", 0)
    .returning("name")
    .execute();
  return passed.length > 0;
}

/** Gives it to whichever process asks next. */
export async function letGo(db: Db, name: OutletName, by: string): Promise<void> {
  await db
    .updateTable("event_consumers")
    .set({ lease_until: 0 })
    .where("name", "=", name)
    .where("holder", "=", by)
    .execute();
}
