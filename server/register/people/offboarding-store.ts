import type { Db, Trx } from "../../platform/store/database.ts";

/** A report as it was signed. It is stored for good. */
interface StoredOffboarding {
  readonly id: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Compact JWS. */
  readonly report: string;
}

export async function insertOffboarding(trx: Trx, { id, userId, at, report }: StoredOffboarding): Promise<void> {
  await trx.insertInto("offboardings").values({ id, user_id: userId, at, report }).execute();
}

/** Finds the report of that person's leaving. */
export async function findOffboarding(db: Db, userId: string): Promise<StoredOffboarding | undefined> {
  const row = await db.selectFrom("offboardings").selectAll().where("user_id", "=", userId).executeTakeFirst();
  return row && { id: row.id, userId: row.user_id, at: row.at, report: row.report };
}
