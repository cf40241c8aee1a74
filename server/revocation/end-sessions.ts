import type { Trx } from "../store/database.ts";

/** By a column that both have. */
interface WhoseSessions {
  readonly column: "bound_set_id" | "user_id";
  readonly value: string;
}

/** Ends the console sessions of a machine or a person that are open. @returns what names each: a hash */
export async function endSessions(trx: Trx, { column, value }: WhoseSessions, now: number): Promise<readonly string[]> {
  const ended = await trx
    .updateTable("console_sessions")
    .set({ ended_at: now })
    .where(column, "=", value)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .returning("hash")
    .execute();
  return ended.map(({ hash }) => hash).sort();
}
