import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Selectable } from "kysely";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { inSteps } from "../../platform/store/in-steps.ts";

// The contract: `consumeNonce` is one conditional write; of several consumers at once exactly one gets true.

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
 * At most this many unused nonces of one subject are stored at a time. Every holder of the link may request one, without end. A
 * page uses its own within a second or requests another one, so the oldest can go.
 */
const MOST_OF_ONE_SUBJECT = 256;

const insert = fixedQuery<Omit<Selectable<Database["nonces"]>, "used_at">>()((db, value) =>
  db.insertInto("nonces").values({
    hash: value("hash"),
    statement: value("statement"),
    subject: value("subject"),
    browser_session: value("browser_session"),
    expires_at: value("expires_at"),
    used_at: null,
  }),
);
const beyondThose = fixedQuery<{ subject: string }>()((db, value) =>
  db
    .selectFrom("nonces")
    .select("hash")
    .where("subject", "=", value("subject"))
    .where("used_at", "is", null)
    .orderBy("expires_at", "desc")
    .orderBy("hash")
    .limit(MOST_OF_ONE_SUBJECT)
    .offset(MOST_OF_ONE_SUBJECT),
);

export async function insertNonce(trx: Trx, nonce: string, stored: Omit<StoredNonce, "usedAt">): Promise<void> {
  const { statement, subject, browserSession: browser_session, expiresAt: expires_at } = stored;
  await insert(trx, { hash: await sha256Base64url(nonce), statement, subject, browser_session, expires_at });
  const beyond = await beyondThose(trx, { subject });
  // They are deleted one after the other, as every transaction deletes them, and none that is being used at this moment.
  for (const { hash } of beyond)
    await trx.deleteFrom("nonces").where("hash", "=", hash).where("used_at", "is", null).execute();
}

const byHash = fixedQuery<{ hash: string }>()((db, value) =>
  db.selectFrom("nonces").selectAll().where("hash", "=", value("hash")),
);

export async function findNonce(db: Db | Trx, nonce: string): Promise<StoredNonce | undefined> {
  const [row] = await byHash(db, { hash: await sha256Base64url(nonce) });
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

/** True if that browser session has asked for a nonce of that request. A nonce that expired long ago is forgotten. */
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

const bySession = fixedQuery<{ session: string }>()((db, value) =>
  db.selectFrom("nonces").select("hash").where("browser_session", "=", value("session")).limit(1),
);

/** True if a nonce of any request was given to that browser session, and is remembered: as long as the request may last. */
export const isSessionOfNonce = async (db: Db | Trx, session: string): Promise<boolean> =>
  (await bySession(db, { session })).length > 0;

const consume = fixedQuery<{ hash: string; now: number }>()((db, value) =>
  db
    .updateTable("nonces")
    .set({ used_at: value("now") })
    .where("hash", "=", value("hash"))
    .where("used_at", "is", null)
    .returning("hash"),
);

/** Uses the nonce up. @returns false if it was used before */
export async function consumeNonce(trx: Trx, nonce: string, now: number): Promise<boolean> {
  return (await consume(trx, { hash: await sha256Base64url(nonce), now })).length > 0;
}

/** Forgets the nonces that expired before then, used or not. */
export async function deleteNonces(db: Db, expiredBefore: number): Promise<void> {
  const old = (most: number) =>
    db.selectFrom("nonces").select("hash").where("expires_at", "<", expiredBefore).limit(most);
  await inSteps((most) => db.deleteFrom("nonces").where("hash", "in", old(most)).executeTakeFirst());
}
