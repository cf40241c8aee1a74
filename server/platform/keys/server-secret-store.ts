import type { Db, Trx } from "../store/database.ts";

/** A secret as it is stored: JSON, or wrapped (see wrapping-keys.ts). */
export interface StoredSecret {
  readonly id: string;
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

/** Every secret, the newest first. */
export async function findSecrets(db: Db | Trx): Promise<readonly StoredSecret[]> {
  const rows = await db.selectFrom("server_secrets").selectAll().orderBy("made_at", "desc").orderBy("id").execute();
  return rows.map(({ id, secret, made_at: madeAt }) => ({ id, secret, madeAt }));
}

export async function insertSecret(trx: Trx, { id, secret, madeAt }: StoredSecret): Promise<void> {
  await trx.insertInto("server_secrets").values({ id, secret, made_at: madeAt }).execute();
}

/** Stores the secret in another form, if it still has the given one. */
export async function rewrapSecret(trx: Trx, id: string, from: string, to: string): Promise<void> {
  await trx.updateTable("server_secrets").set({ secret: to }).where("id", "=", id).where("secret", "=", from).execute();
}

/** Deletes every secret but those. */
export async function deleteSecretsBut(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom("server_secrets").where("id", "not in", ids).execute();
}
