import { type BrowserTrouble, browserTroubleSchema } from "@nearside/shared/api/browser-trouble.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { inSteps } from "../../platform/store/in-steps.ts";

// The contract: each code is stored once for a login, so there are never more writes than codes, whatever a client sends.

interface Trouble {
  readonly loginId: string;
  readonly code: BrowserTrouble;
  /** Epoch milliseconds; so is `expiresAt`, as the login's. */
  readonly at: number;
  readonly expiresAt: number;
}

/** Stores a trouble. @returns false if it was reported before */
export async function insertTrouble(trx: Trx, { loginId, code, at, expiresAt }: Trouble): Promise<boolean> {
  const inserted = await trx
    .insertInto("login_troubles")
    .values({ login_id: loginId, code, at, expires_at: expiresAt })
    .onConflict((conflict) => conflict.columns(["login_id", "code"]).doNothing())
    .returning("code")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Finds the troubles of that login so far, the oldest first. */
export async function findTroubles(db: Db | Trx, loginId: string): Promise<readonly BrowserTrouble[]> {
  const rows = await db
    .selectFrom("login_troubles")
    .select("code")
    .where("login_id", "=", loginId)
    .orderBy("at")
    .orderBy("code")
    .execute();
  return rows.map(({ code }) => v.parse(browserTroubleSchema, code));
}

/** Forgets those of logins that have ended. */
export async function deleteTroubles(db: Db, now: number): Promise<void> {
  const old = (most: number) =>
    db.selectFrom("login_troubles").select("login_id").where("expires_at", "<=", now).limit(most);
  await inSteps((most) => db.deleteFrom("login_troubles").where("login_id", "in", old(most)).executeTakeFirst());
}
