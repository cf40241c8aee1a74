import type { Db, Trx } from "../store/database.ts";

/** A secret as it is stored: JSON, or wrapped (see wrapping-keys.ts). */
export interface StoredSecret {
  readonly id: string;
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

type SecretTable = "lasting_secrets" | "server_secrets";

/** Every secret of that table, the newest first. */
export async function findSecrets(
  db: Db | Trx,
  table: SecretTable = "server_secrets",
): Promise<readonly StoredSecret[]> {
  const rows = await db.selectFrom(table).selectAll().orderBy("made_at", "desc").orderBy("id").execute();
  return rows.map(({ id, secret, made_at: madeAt }) => ({ id, secret, madeAt }));
}

export async function insertSecret(
  trx: Trx,
  { id, secret, madeAt }: StoredSecret,
  table: SecretTable = "server_secrets",
): Promise<void> {
  await trx.insertInto(table).values({ id, secret, made_at: madeAt }).execute();
}

/** Stores the secret in another form, if it still has the given one. */
export const rewrapSecretOf =
  (table: SecretTable) =>
  async (trx: Trx, id: string, from: string, to: string): Promise<void> => {
    await trx.updateTable(table).set({ secret: to }).where("id", "=", id).where("secret", "=", from).execute();
  };

/** Deletes every secret but those. */
export async function deleteSecretsBut(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom("server_secrets").where("id", "not in", ids).execute();
}
