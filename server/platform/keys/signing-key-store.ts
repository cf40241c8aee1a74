import { type PublicJwk, publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import type { Db, Trx } from "../store/database.ts";
import type { SigningKeysTable } from "../store/tables/server-tables.ts";

// A key's state moves next → active → retired → removed, each by one conditional write. Of several servers and commands at once, exactly
// one is told that it moved the key. A compromised key goes from any state to removed.

/** A key that no table stores yet. */
export interface NewKey {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  /** JSON, or wrapped (see wrapping-keys.ts). */
  readonly privateJwk: string;
}

/** One of the server's keys. Times in epoch milliseconds. */
export interface StoredKey {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  /** JSON, or wrapped; null where it can sign no more. */
  readonly privateJwk: string | null;
  readonly state: SigningKeysTable["state"];
  readonly createdAt: number;
  readonly activeFrom: number;
  readonly retiredAt: number | null;
  readonly removedAt: number | null;
  readonly compromised: boolean;
}

const keyOf = (row: SigningKeysTable): StoredKey => ({
  kid: row.kid,
  publicJwk: v.parse(publicJwkSchema, JSON.parse(row.public_jwk)),
  privateJwk: row.private_jwk,
  state: row.state,
  createdAt: row.created_at,
  activeFrom: row.active_from,
  retiredAt: row.retired_at,
  removedAt: row.removed_at,
  compromised: row.compromised === 1,
});

/** Every key that ever existed, the newest first. */
export async function findAllKeys(db: Db | Trx): Promise<readonly StoredKey[]> {
  const rows = await db.selectFrom("signing_keys").selectAll().orderBy("created_at", "desc").orderBy("kid").execute();
  return rows.map(keyOf);
}

/** The keys of the JWK Set, the newest first. */
export async function findPublishedKeys(db: Db | Trx): Promise<readonly StoredKey[]> {
  const rows = await db
    .selectFrom("signing_keys")
    .selectAll()
    .where("state", "!=", "removed")
    .orderBy("created_at", "desc")
    .orderBy("kid")
    .execute();
  return rows.map(keyOf);
}

/** The keys of those names, in any state. */
export async function findKeysByKid(db: Db | Trx, kids: readonly string[]): Promise<readonly StoredKey[]> {
  const rows = await db.selectFrom("signing_keys").selectAll().where("kid", "in", kids).execute();
  return rows.map(keyOf);
}

/**
 * @param activeFrom when it takes over, epoch milliseconds
 * @returns false where another key is in that state already: somebody else was first
 */
export async function insertKey(
  trx: Trx,
  key: NewKey,
  state: "next" | "active",
  { now, activeFrom }: { readonly now: number; readonly activeFrom: number },
): Promise<boolean> {
  const inserted = await trx
    .insertInto("signing_keys")
    .values({
      kid: key.kid,
      private_jwk: key.privateJwk,
      public_jwk: JSON.stringify(key.publicJwk),
      state,
      created_at: now,
      active_from: activeFrom,
      retired_at: null,
      removed_at: null,
      compromised: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("kid")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Stores the private part in another form, if it still has the given one. */
export async function rewrapKey(trx: Trx, kid: string, from: string, to: string): Promise<void> {
  await trx
    .updateTable("signing_keys")
    .set({ private_jwk: to })
    .where("kid", "=", kid)
    .where("private_jwk", "=", from)
    .execute();
}

/** `active → retired`; its private part is erased. @returns false where the key is not active any more */
export async function retireKey(trx: Trx, kid: string, now: number): Promise<boolean> {
  const retired = await trx
    .updateTable("signing_keys")
    .set({ state: "retired", retired_at: now, private_jwk: null })
    .where("kid", "=", kid)
    .where("state", "=", "active")
    .returning("kid")
    .executeTakeFirst();
  return retired !== undefined;
}

/** `next → active`. @returns false where the key is not the next one any more */
export async function activateKey(trx: Trx, kid: string, now: number): Promise<boolean> {
  const activated = await trx
    .updateTable("signing_keys")
    .set({ state: "active", active_from: now })
    .where("kid", "=", kid)
    .where("state", "=", "next")
    .returning("kid")
    .executeTakeFirst();
  return activated !== undefined;
}

/** `retired → removed`, for every key that retired before that time. @returns their kids */
export async function removeRetiredKeys(trx: Trx, retiredBefore: number, now: number): Promise<readonly string[]> {
  const removed = await trx
    .updateTable("signing_keys")
    .set({ state: "removed", removed_at: now })
    .where("state", "=", "retired")
    .where("retired_at", "<=", retiredBefore)
    .returning("kid")
    .execute();
  return removed.map(({ kid }) => kid);
}

/** Every published key `→ removed`, as compromised. Every private part is erased. @returns their kids */
export async function giveUpKeys(trx: Trx, now: number): Promise<readonly string[]> {
  const removed = await trx
    .updateTable("signing_keys")
    .set({ state: "removed", removed_at: now, private_jwk: null, compromised: 1 })
    .where("state", "!=", "removed")
    .returning("kid")
    .execute();
  return removed.map(({ kid }) => kid);
}

/**
 * Every published key `→ removed`, though nobody else had it: what it signed ends with it, and evidence stays good. Every private part is
 * erased.
 *
 * @returns their kids
 */
export async function removeAllKeys(trx: Trx, now: number): Promise<readonly string[]> {
  const removed = await trx
    .updateTable("signing_keys")
    .set((eb) => ({
      state: "removed",
      retired_at: eb.fn.coalesce("retired_at", eb.val(now)),
      removed_at: now,
      private_jwk: null,
    }))
    .where("state", "!=", "removed")
    .returning("kid")
    .execute();
  return removed.map(({ kid }) => kid);
}
