import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { inSteps } from "../../platform/store/in-steps.ts";

const mark = fixedQuery<{ key: string; expires_at: number }>()((db, value) =>
  db
    .insertInto("replay")
    .values({ key: value("key"), expires_at: value("expires_at") })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .returning("key"),
);
const marked = fixedQuery<{ key: string }>()((db, value) =>
  db.selectFrom("replay").select("key").where("key", "=", value("key")),
);

/**
 * Marks a message as seen, once: a conditional insert, so exactly one of several at once is first (threat P1).
 *
 * @param kind of the message, such as `dpop`
 * @param signer thumbprint of the key that signed, so that no client uses up another one's `jti`
 * @param expiresAt epoch milliseconds, after which the message is refused for its age anyway
 * @returns false if it was seen before
 */
export async function firstSeen(
  db: Db | Trx,
  kind: string,
  signer: string,
  jti: string,
  expiresAt: number,
): Promise<boolean> {
  return markFirst(db, await markOf(kind, signer, jti), expiresAt);
}

/** The same for a message whose mark was made before: it asks the database at once. */
export async function markFirst(db: Db | Trx, key: string, expiresAt: number): Promise<boolean> {
  return (await mark(db, { key, expires_at: expiresAt })).length > 0;
}

/** True for a message that was marked before. This marks nothing: a step that acts on the message calls {@link markFirst}. */
export async function wasMarked(db: Db | Trx, key: string): Promise<boolean> {
  return (await marked(db, { key })).length > 0;
}

/** The mark of a message, by which the database knows it again. */
export const markOf = (kind: string, signer: string, jti: string): Promise<string> =>
  sha256Base64url(`${kind}:${signer}:${jti}`);

/** Forgets the messages that are refused for their age anyway. */
export async function deleteSeen(db: Db, now: number): Promise<void> {
  const old = (most: number) => db.selectFrom("replay").select("key").where("expires_at", "<=", now).limit(most);
  await inSteps((most) => db.deleteFrom("replay").where("key", "in", old(most)).executeTakeFirst());
}
