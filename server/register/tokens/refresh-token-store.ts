import type { Selectable } from "kysely";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { type FamilyRow, type TokenFamily, tokenFamilyOf } from "./token-store.ts";

// The contract: `useRefreshToken` and `voidRefreshToken` are conditional writes; of several callers at once exactly one
// gets true.

export interface RefreshToken {
  readonly hash: string;
  readonly state: "active" | "used" | "voided";
  readonly successor: string | null;
  readonly usedAt: number | null;
}

const insertRefresh = fixedQuery<Omit<Selectable<Database["refresh_tokens"]>, "state" | "successor" | "used_at">>()(
  (db, value) =>
    db.insertInto("refresh_tokens").values({
      hash: value("hash"),
      family_id: value("family_id"),
      state: "active",
      successor: null,
      created_at: value("created_at"),
      expires_at: value("expires_at"),
      used_at: null,
    }),
);

export async function insertRefreshToken(
  trx: Trx,
  token: { readonly hash: string; readonly familyId: string; readonly createdAt: number; readonly expiresAt: number },
): Promise<void> {
  const { hash, familyId: family_id, createdAt: created_at, expiresAt: expires_at } = token;
  await insertRefresh(trx, { hash, family_id, created_at, expires_at });
}

const withFamily = fixedQuery<{ hash: string }>()((db, value) =>
  db
    .selectFrom("refresh_tokens as token")
    .innerJoin("token_families", "token_families.id", "token.family_id")
    .selectAll("token_families")
    .select(["token.hash", "token.state as token_state", "token.successor", "token.used_at"])
    .where("token.hash", "=", value("hash")),
);

/** A refresh token, and the family to which it belongs. */
export interface Presented {
  readonly presented: RefreshToken;
  readonly family: TokenFamily;
}

/** The columns of a refresh token, beside those of its family. */
export interface PresentedRow extends FamilyRow {
  readonly hash: string;
  readonly token_state: RefreshToken["state"];
  readonly successor: string | null;
  readonly used_at: number | null;
}

export const presentedOf = (row: PresentedRow): Presented => ({
  presented: { hash: row.hash, state: row.token_state, successor: row.successor, usedAt: row.used_at },
  family: tokenFamilyOf(row),
});

export async function findRefreshToken(db: Db | Trx, hash: string): Promise<Presented | undefined> {
  const [row] = await withFamily(db, { hash });
  return row && presentedOf(row);
}

const use = fixedQuery<{ hash: string; successor: string; now: number }>()((db, value) =>
  db
    .updateTable("refresh_tokens")
    .set({ state: "used", successor: value("successor"), used_at: value("now") })
    .where("hash", "=", value("hash"))
    .where("state", "=", "active")
    .returning("hash"),
);

/** `active → used`, naming its successor. */
export async function useRefreshToken(trx: Trx, hash: string, successor: string, now: number): Promise<boolean> {
  return (await use(trx, { hash, successor, now })).length > 0;
}

/**
 * `used → used` by another successor, because the answer with the first one was lost.
 *
 * @returns false if the successor is not the one that was read
 */
export async function replaceSuccessor(trx: Trx, hash: string, from: string, to: string): Promise<boolean> {
  const replaced = await trx
    .updateTable("refresh_tokens")
    .set({ successor: to })
    .where("hash", "=", hash)
    .where("successor", "=", from)
    .returning("hash")
    .executeTakeFirst();
  return replaced !== undefined;
}

/** `active → voided`: it was handed out, but its answer was lost. */
export async function voidRefreshToken(trx: Trx, hash: string): Promise<boolean> {
  const voided = await trx
    .updateTable("refresh_tokens")
    .set({ state: "voided" })
    .where("hash", "=", hash)
    .where("state", "=", "active")
    .returning("hash")
    .executeTakeFirst();
  return voided !== undefined;
}

/**
 * Finds the family's refresh token that waits for its first use; undefined once any was used, which shows that an answer was
 * received. The family has to be locked (`lockFamily`).
 */
export async function findFirstRefreshToken(db: Db | Trx, familyId: string): Promise<string | undefined> {
  const rows = await db
    .selectFrom("refresh_tokens")
    .select(["hash", "state"])
    .where("family_id", "=", familyId)
    .execute();
  if (rows.some(({ state }) => state === "used")) return undefined;
  return rows.find(({ state }) => state === "active")?.hash;
}
