import type { Selectable } from "kysely";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { inSteps } from "../../platform/store/in-steps.ts";
import type { ConsoleSessionsTable } from "../../platform/store/tables/console-tables.ts";

export type ConsoleSession = Selectable<ConsoleSessionsTable>;

/** Milliseconds. It is short, since a person who leaves a computer unlocked leaves the console open. */
export const SESSION_MS = 8 * 3_600_000;
export const SESSION_IDLE_MS = 30 * 60_000;
/** "Seen" is written this often at most: reading must not cost a write each time. */
const SEEN_STEP_MS = 60_000;

export const insertSession = (trx: Trx, session: ConsoleSession) =>
  trx.insertInto("console_sessions").values(session).execute();

const open = fixedQuery<{ hash: string; now: number; idle: number }>()((db, value) =>
  db
    .selectFrom("console_sessions")
    .selectAll()
    .where("hash", "=", value("hash"))
    .where("ended_at", "is", null)
    .where("expires_at", ">", value("now"))
    .where("seen_at", ">", value("idle")),
);

/** Finds the session of that cookie while it lasts. @param hash SHA-256 of the cookie, base64url */
export async function findSession(db: Db, hash: string, now: number): Promise<ConsoleSession | undefined> {
  const [session] = await open(db, { hash, now, idle: now - SESSION_IDLE_MS });
  return session;
}

export async function touchSession(db: Db, session: ConsoleSession, now: number): Promise<void> {
  if (now - session.seen_at < SEEN_STEP_MS) return;
  await db.updateTable("console_sessions").set({ seen_at: now }).where("hash", "=", session.hash).execute();
}

/** Ends one session. @returns false if it had ended before */
export async function endSession(trx: Trx, hash: string, now: number): Promise<boolean> {
  const ended = await trx
    .updateTable("console_sessions")
    .set({ ended_at: now })
    .where("hash", "=", hash)
    .where("ended_at", "is", null)
    .returning("hash")
    .executeTakeFirst();
  return ended !== undefined;
}

/** Ends every session of that person, or of one of their machines. @returns the number of those that ended */
export async function endSessionsOf(
  trx: Trx,
  whose: { readonly column: "user_id" | "bound_set_id"; readonly value: string },
  now: number,
): Promise<number> {
  const ended = await trx
    .updateTable("console_sessions")
    .set({ ended_at: now })
    .where(whose.column, "=", whose.value)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .returning("hash")
    .execute();
  return ended.length;
}

/** Forgets those that expired before then. */
export async function deleteSessions(db: Db, before: number): Promise<void> {
  const old = (most: number) =>
    db.selectFrom("console_sessions").select("hash").where("expires_at", "<", before).limit(most);
  await inSteps((most) => db.deleteFrom("console_sessions").where("hash", "in", old(most)).executeTakeFirst());
}
