import type { Db, Trx } from "../../platform/store/database.ts";

// The names by which waiting logins ask for second people, and what those people said. Both are for finding logins: what counts is in the
// login itself.

/** People who were asked see the outcome for a day. Milliseconds. */
const KEPT_MS = 86_400_000;

/** Writes down whom a login asks. @param until epoch milliseconds */
export async function insertAskings(trx: Trx, loginId: string, names: readonly string[], until: number): Promise<void> {
  const rows = [...new Set(names)].sort().map((named) => ({ login_id: loginId, named, until }));
  await trx.insertInto("second_askings").values(rows).execute();
}

/** Ids of the logins that ask for somebody by one of those names, those that end first at the head. */
export async function findAskingLogins(
  db: Db | Trx,
  names: readonly string[],
  now: number,
  limit: number,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const rows = await loginsNaming(db, names, now)
    .where("logins.state", "=", "waiting")
    .orderBy("second_askings.until")
    .orderBy("logins.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Ids of the logins that asked for somebody by one of those names and have ended, or have all whom they asked for, the newest first. */
export async function findAskedLogins(
  db: Db | Trx,
  names: readonly string[],
  now: number,
  limit: number,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const rows = await loginsNaming(db, names, now - KEPT_MS)
    .where("logins.state", "<>", "waiting")
    .orderBy("second_askings.until", "desc")
    .orderBy("logins.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** The logins that name one of those, and whose time ends after `since`: each once, however many of the names it has. */
const loginsNaming = (db: Db | Trx, names: readonly string[], since: number) =>
  db
    .selectFrom("second_askings")
    .innerJoin("logins", "logins.id", "second_askings.login_id")
    .select(["logins.id", "second_askings.until"])
    .distinct()
    .where("second_askings.named", "in", names)
    .where("second_askings.until", ">", since);

/** Forgets whom logins asked that expired a day ago. */
export async function forgetAskings(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom("second_askings")
    .where("until", "<", now - KEPT_MS)
    .execute();
}

interface CoDecided {
  readonly loginId: string;
  readonly userId: string;
  readonly outcome: "approved" | "refused";
  readonly reason: string | null;
}

/** Writes down what a person said. What they had said before, and counts no more, is overwritten. */
export async function recordCoDecision(
  trx: Trx,
  { loginId, userId, outcome, reason }: CoDecided,
  now: number,
): Promise<void> {
  const said = { outcome, reason, at: now };
  await trx
    .insertInto("co_decisions")
    .values({ login_id: loginId, user_id: userId, ...said })
    .onConflict((conflict) => conflict.columns(["login_id", "user_id"]).doUpdateSet(said))
    .execute();
}

/** Forgets that those people approved: it counts no more, and they have said nothing. */
export async function dropCoDecisions(trx: Trx, loginId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await trx.deleteFrom("co_decisions").where("login_id", "=", loginId).where("user_id", "in", userIds).execute();
}

/** The person's last answers, the newest first. */
export const findOwnCoDecisions = (db: Db | Trx, userId: string, limit: number) =>
  db
    .selectFrom("co_decisions")
    .select(["login_id", "outcome", "reason", "at"])
    .where("user_id", "=", userId)
    .orderBy("at", "desc")
    .orderBy("login_id")
    .limit(limit)
    .execute();

/** True if that person approved that login as a second one. */
export async function hasCoApproved(db: Db | Trx, loginId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom("co_decisions")
    .select("outcome")
    .where("login_id", "=", loginId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row?.outcome === "approved";
}
