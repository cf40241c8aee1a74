import type { Db, Trx } from "../store/database.ts";
import type { ExtensionKeysTable } from "../store/tables/server-tables.ts";

// A key's state moves active → retired → ended, or from active to ended at once, each by one conditional write.

/** A key that no table stores yet. */
export interface NewExtensionKey {
  readonly id: string;
  /** SubjectPublicKeyInfo as base64. */
  readonly publicKey: string;
  /** JSON, or wrapped (see wrapping-keys.ts). */
  readonly privateJwk: string;
}

/** Times in epoch milliseconds. */
export interface StoredExtensionKey extends Omit<NewExtensionKey, "privateJwk"> {
  /** Null where it can sign no more. */
  readonly privateJwk: string | null;
  readonly state: ExtensionKeysTable["state"];
  readonly createdAt: number;
  readonly retiredAt: number | null;
  readonly endedAt: number | null;
  readonly highestVersion: string | null;
}

/** Every key that ever existed, the newest first. */
export async function findExtensionKeys(db: Db | Trx): Promise<readonly StoredExtensionKey[]> {
  const rows = await db.selectFrom("extension_keys").selectAll().orderBy("created_at", "desc").orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    publicKey: row.public_key,
    privateJwk: row.private_jwk,
    state: row.state,
    createdAt: row.created_at,
    retiredAt: row.retired_at,
    endedAt: row.ended_at,
    highestVersion: row.highest_version,
  }));
}

/** Stores a key as the active one. The caller has the turn, and has retired the one before. */
export async function insertExtensionKey(trx: Trx, key: NewExtensionKey, now: number): Promise<void> {
  await trx
    .insertInto("extension_keys")
    .values({
      id: key.id,
      public_key: key.publicKey,
      private_jwk: key.privateJwk,
      state: "active",
      created_at: now,
      retired_at: null,
      ended_at: null,
      highest_version: null,
    })
    .execute();
}

/** `active → retired` @returns its id; undefined if none was active */
export async function retireExtensionKey(trx: Trx, now: number): Promise<string | undefined> {
  const retired = await trx
    .updateTable("extension_keys")
    .set({ state: "retired", retired_at: now })
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return retired?.id;
}

/** `→ ended`; its private part is erased. @returns false where it has ended before, or never was */
export async function endExtensionKey(trx: Trx, id: string, now: number): Promise<boolean> {
  const ended = await trx
    .updateTable("extension_keys")
    .set({ state: "ended", ended_at: now, private_jwk: null })
    .where("id", "=", id)
    .where("state", "!=", "ended")
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
}

/** Stores the private part in another form, if it still has the given one. */
export async function rewrapExtensionKey(trx: Trx, id: string, from: string, to: string): Promise<void> {
  await trx
    .updateTable("extension_keys")
    .set({ private_jwk: to })
    .where("id", "=", id)
    .where("private_jwk", "=", from)
    .execute();
}

/** Notes that it has signed that version, if it has not signed another one meanwhile. @param from what was noted before */
export async function noteHighestVersion(db: Db, id: string, from: string | null, to: string): Promise<void> {
  await db
    .updateTable("extension_keys")
    .set({ highest_version: to })
    .where("id", "=", id)
    .where((is) => (from === null ? is("highest_version", "is", null) : is("highest_version", "=", from)))
    .execute();
}
