import type { Selectable } from "kysely";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { inSteps } from "../../platform/store/in-steps.ts";
import type { NoticesTable } from "../../platform/store/tables/notice-tables.ts";
import { factsSchema, type NewNotice, type Notice, noticeKindSchema } from "./notice.ts";

// The contract: a notice is written in the transaction of its event. `claimNext` is one conditional write, so exactly one of
// several servers gets a notice, and its result counts only while no other server has claimed the notice since. If a server dies
// with a notice in hand, the notice is sent again: at least once, and always under the same number.

/** Milliseconds of a claim: longer than any try takes (`MOST_OF_A_TRY_MS`). */
export const LEASE_MS = 5 * 60_000;
/** Notices that one claim reads: other servers may take the first ones meanwhile. */
const CANDIDATES = 10;

/** Milliseconds between two notices about what may happen by the hundred. The later one says how often it happened. */
export const APART_MS = 60 * 60_000;
/** Milliseconds for which the first one waits for others of the same burst. */
export const GATHER_MS = 60_000;

/** Adds a notice, which is sent soon after its transaction commits. */
export async function addNotice(trx: Trx, notice: NewNotice, at: number): Promise<void> {
  await trx
    .insertInto("notices")
    .values({ ...newRow(notice, at), pace: null, gathers: null, starts_at: at, due_at: at })
    .execute();
}

/** Milliseconds within which nobody is told twice that the same person asks them. Their page lists all that wait. */
const ASKED_APART_MS = 5 * 60_000;

/** True if that reader was told of that kind about that person a moment ago. So nobody floods another one by asking again and again. */
export async function wasJustNotified(trx: Trx, { kind, userId, facts }: NewNotice, at: number): Promise<boolean> {
  const before = await trx
    .selectFrom("notices")
    .select("facts")
    .where("user_id", "=", userId)
    .where("kind", "=", kind)
    .where("first_at", ">", at - ASKED_APART_MS)
    .execute();
  return before.some((row) => v.parse(factsSchema, JSON.parse(row.facts)).person.name === facts.person.name);
}

/**
 * Adds a notice that waits for others of its kind and likeness, or counts one more in the notice that waits already.
 *
 * @param wait milliseconds for which the first one waits: 0 for an alarm, which is told at once
 */
export async function gatherNotice(trx: Trx, notice: NewNotice, at: number, wait = GATHER_MS): Promise<void> {
  const pace = [notice.kind, notice.userId, ...(notice.likeness === undefined ? [] : [notice.likeness])].join("/");
  const { before } = await trx
    .selectFrom("notices")
    .select(({ fn }) => fn.max("starts_at").as("before"))
    .where("pace", "=", pace)
    .where("starts_at", ">", at - APART_MS)
    .executeTakeFirstOrThrow();
  const starts_at = Math.max(at + wait, before === null ? 0 : before + APART_MS);
  await trx
    .insertInto("notices")
    .values({ ...newRow(notice, at), pace, gathers: pace, starts_at, due_at: starts_at })
    .onConflict((conflict) =>
      conflict.column("gathers").doUpdateSet((eb) => ({ count: eb("notices.count", "+", 1), last_at: at })),
    )
    .execute();
}

const newRow = ({ kind, userId, address, facts }: NewNotice, at: number) => ({
  kind,
  user_id: userId,
  address,
  facts: JSON.stringify(v.parse(factsSchema, facts)),
  count: 1,
  first_at: at,
  last_at: at,
  state: "waiting" as const,
  failed_at: null,
  failure: null,
  settled_at: null,
});

/**
 * Claims the notice that has been due for the longest time. Its count is fixed from then on.
 *
 * @returns undefined if none is due
 */
export async function claimNext(db: Db, now: number): Promise<Notice | undefined> {
  const candidates = await db
    .selectFrom("notices")
    .select(["seq", "tries"])
    .where("state", "=", "waiting")
    .where("due_at", "<=", now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("notices as earlier")
            .select("earlier.seq")
            .whereRef("earlier.pace", "=", "notices.pace")
            .whereRef("earlier.seq", "<", "notices.seq")
            .where(({ or, eb }) =>
              or([eb("earlier.state", "=", "waiting"), eb("earlier.settled_at", ">", now - APART_MS)]),
            ),
        ),
      ),
    )
    .orderBy("due_at")
    .orderBy("seq")
    .limit(CANDIDATES)
    .execute();
  for (const { seq, tries } of candidates) {
    const row = await db
      .updateTable("notices")
      .set({ tries: tries + 1, due_at: now + LEASE_MS, gathers: null })
      .where("seq", "=", seq)
      .where("tries", "=", tries)
      .where("state", "=", "waiting")
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return noticeOf(row);
  }
  return undefined;
}

const noticeOf = (row: Selectable<NoticesTable>): Notice => ({
  seq: row.seq,
  kind: v.parse(noticeKindSchema, row.kind),
  userId: row.user_id,
  address: row.address,
  facts: v.parse(factsSchema, JSON.parse(row.facts)),
  count: row.count,
  firstAt: row.first_at,
  lastAt: row.last_at,
  startsAt: row.starts_at,
  tries: row.tries,
});

const claimed = (db: Db | Trx, { seq, tries }: Notice) =>
  db.updateTable("notices").where("seq", "=", seq).where("tries", "=", tries).where("state", "=", "waiting");

/**
 * Marks the notice as sent. This and the two functions that follow return false if another server claimed the notice since.
 */
export const markSent = async (db: Db, notice: Notice, now: number): Promise<boolean> =>
  (await claimed(db, notice).set({ state: "sent", settled_at: now }).returning("seq").execute()).length > 0;

/**
 * Puts the notice off until `until`.
 *
 * @param failure a sentence without secrets
 */
export const putOff = async (
  db: Db,
  notice: Notice,
  failed: { readonly now: number; readonly until: number; readonly failure: string },
): Promise<boolean> => {
  const change = { due_at: failed.until, failed_at: failed.now, failure: failed.failure };
  return (await claimed(db, notice).set(change).returning("seq").execute()).length > 0;
};

/** Marks the notice so that it is never tried again. */
export const markGivenUp = async (trx: Trx, notice: Notice, now: number, failure: string): Promise<boolean> => {
  const change = { state: "given_up", settled_at: now, failed_at: now, failure } as const;
  return (await claimed(trx, notice).set(change).returning("seq").execute()).length > 0;
};

/** Deletes the notices that were due to be sent before that time, sent or not. */
export async function deleteNotices(db: Db, before: number): Promise<void> {
  const old = (most: number) => db.selectFrom("notices").select("seq").where("starts_at", "<", before).limit(most);
  await inSteps((most) => db.deleteFrom("notices").where("seq", "in", old(most)).executeTakeFirst());
}
