import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Trx } from "../../platform/store/database.ts";
import { fixedLock, fixedQuery } from "../../platform/store/fixed-query.ts";

const record = fixedQuery<{ id: string; counter: number; backed_up: 0 | 1 }>()((db, value) =>
  db
    .updateTable("passkeys")
    .set({ counter: value("counter"), backed_up: value("backed_up") })
    .where("credential_id", "=", value("id"))
    .where("state", "=", "active")
    .where((where) =>
      where.or([
        where("counter", "<", value("counter")),
        where.and([where("counter", "=", 0), where("counter", "=", value("counter"))]),
      ]),
    )
    .returning("credential_id"),
);

/**
 * Stores the signature counter and BS of an assertion that was verified (WebAuthn L3 §7.2 steps 22 ff.). The passkey may have been
 * revoked since it was judged: the write that uses it is conditional on its state, so one of the two is first (threat R16).
 *
 * @throws Refused `assertion_invalid` if the counter did not move on since it was read: two assertions of one counter are one
 * too many, and an authenticator without a counter always says 0; `passkey_revoked`
 */
export async function recordUse(trx: Trx, credentialId: string, counter: number, backedUp: boolean): Promise<void> {
  const recorded = await record(trx, { id: credentialId, counter, backed_up: backedUp ? 1 : 0 });
  if (recorded.length > 0) return;
  const passkey = await trx
    .selectFrom("passkeys")
    .select("state")
    .where("credential_id", "=", credentialId)
    .executeTakeFirst();
  if (passkey?.state !== "active") refuse("passkey_revoked", "passkey");
  refuse("assertion_invalid", "counter");
}

const lock = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("passkeys").select("credential_id").where("credential_id", "=", value("id")).forNoKeyUpdate(),
);

/**
 * Holds the passkey, so that no other transaction revokes it or records a use until this transaction ends. It comes before the write of
 * the login that the passkey approves: a revocation holds the keys first and the logins next.
 */
export async function holdPasskey(trx: Trx, credentialId: string): Promise<void> {
  await lock(trx, { id: credentialId });
}
