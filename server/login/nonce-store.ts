import { sha256Base64url } from "@nearside/shared/sha256.ts";
import type { Db, Trx } from "../store/database.ts";

// The contract: `consumeNonce` is one conditional write; of several consumers at once exactly one is told true.

export interface StoredNonce {
  /** Compact JWS. */
  readonly statement: string;
  /** Request or enrolment id. */
  readonly subject: string;
  readonly browserSession: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

/**
 * Unused nonces of one subject, kept at a time. Whoever has the link may ask for one, without end; a page uses its own
 * within a second or asks again, so the oldest can go.
 */
const MOST_OF_ONE_SUBJECT = 256;

export async function insertNonce(trx: Trx, nonce: string, stored: Omit<StoredNonce, "usedAt">): Promise<void> {
  await trx
    .insertInto("nonces")
    .values({
      hash: await sha256Base64url(nonce),
      statement: stored.statement,
      subject: stored.subject,
      browser_session: stored.browserSession,
      expires_at: stored.expiresAt,
      used_at: null,
    })
    .execute();
  const beyond = await trx
    .selectFrom("nonces")
    .select("hash")
    .where("subject", "=", stored.subject)
    .where("used_at", "is", null)
    .orderBy("expires_at", "desc")
    .orderBy("hash")
    .limit(MOST_OF_ONE_SUBJECT)
    .offset(MOST_OF_ONE_SUBJECT)
    .execute();
  // one after the other, as everybody else does who deletes the same; and none that is being used at this moment
  for (const { hash } of beyond)
    await trx.deleteFrom("nonces").where("hash", "=", hash).where("used_at", "is", null).execute();
}

export async function findNonce(db: Db | Trx, nonce: string): Promise<StoredNonce | undefined> {
  const row = await db
    .selectFrom("nonces")
    .selectAll()
    .where("hash", "=", await sha256Base64url(nonce))
    .executeTakeFirst();
  return (
    row && {
      statement: row.statement,
      subject: row.subject,
      browserSession: row.browser_session,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
  );
}

/** Whether that browser session has asked for a nonce of that request; one that expired long ago is forgotten. */
export async function hasAskedForNonce(db: Db | Trx, subject: string, browserSession: string): Promise<boolean> {
  const row = await db
    .selectFrom("nonces")
    .select("hash")
    .where("subject", "=", subject)
    .where("browser_session", "=", browserSession)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns false where it was used before */
export async function consumeNonce(trx: Trx, nonce: string, now: number): Promise<boolean> {
  const used = await trx
    .updateTable("nonces")
    .set({ used_at: now })
    .where("hash", "=", await sha256Base64url(nonce))
    .where("used_at", "is", null)
    .returning("hash")
    .executeTakeFirst();
  return used !== undefined;
}

/** Forgets the nonces that expired before then, used or not. */
export async function deleteNonces(db: Db, expiredBefore: number): Promise<void> {
  await db.deleteFrom("nonces").where("expires_at", "<", expiredBefore).execute();
}
