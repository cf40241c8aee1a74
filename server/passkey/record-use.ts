import type { Trx } from "../store/database.ts";

/**
 * Keeps the signature counter and BS of an assertion that was verified (WebAuthn L3 §7.2 steps 22 ff.).
 *
 * @returns false where the counter did not move on since it was read: two assertions of one counter are one too many. An
 * authenticator without a counter always says 0.
 */
export async function recordUse(trx: Trx, credentialId: string, counter: number, backedUp: boolean): Promise<boolean> {
  const recorded = await trx
    .updateTable("passkeys")
    .set({ counter, backed_up: backedUp ? 1 : 0 })
    .where("credential_id", "=", credentialId)
    .where((where) =>
      where.or([where("counter", "<", counter), where.and([where("counter", "=", 0), where.lit(counter === 0)])]),
    )
    .returning("credential_id")
    .executeTakeFirst();
  return recorded !== undefined;
}
