import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { KeyState } from "../../platform/store/tables/machine-tables.ts";

/** A passkey that the transaction holds, as it is until that ends. */
interface HeldPasskey {
  readonly credential_id: string;
  readonly state: KeyState;
  readonly counter: number;
  readonly backed_up: number;
}

const hold = fixedQuery<{ id: string }>()((db, value) =>
  db
    .selectFrom("passkeys")
    .select(["credential_id", "state", "counter", "backed_up"])
    .where("credential_id", "=", value("id"))
    .forNoKeyUpdate(),
);

/**
 * Holds the passkey, so that no other transaction revokes it or records a use until this transaction ends. It comes before the write of
 * the login that the passkey approves: a revocation holds the keys first and the logins next.
 *
 * @returns undefined if no such passkey is bound
 */
export async function holdPasskey(trx: Trx, credentialId: string): Promise<HeldPasskey | undefined> {
  const [passkey] = await hold(trx, { id: credentialId });
  return passkey;
}

const record = fixedQuery<{ id: string; counter: number; backed_up: 0 | 1 }>()((db, value) =>
  db
    .updateTable("passkeys")
    .set({ counter: value("counter"), backed_up: value("backed_up") })
    .where("credential_id", "=", value("id")),
);

/**
 * Stores the signature counter and BS of an assertion that was verified (WebAuthn L3 §7.2 steps 22 ff.), if they are not as they were. The
 * passkey may have been revoked since the assertion was judged, or used once more, so it is judged as this transaction holds it: of two
 * that use or revoke it, one is first (threat R16).
 *
 * @throws Refused `assertion_invalid` if the counter did not move on since it was read: two assertions of one counter are one
 * too many, and an authenticator without a counter always says 0; `passkey_revoked`
 */
export async function recordUse(
  trx: Trx,
  held: HeldPasskey | undefined,
  counter: number,
  backedUp: boolean,
): Promise<void> {
  if (held?.state !== "active") return refuse("passkey_revoked", "passkey");
  const hasNoCounter = held.counter === 0 && counter === 0;
  if (counter <= held.counter && !hasNoCounter) refuse("assertion_invalid", "counter");
  const backed_up = backedUp ? 1 : 0;
  if (counter !== held.counter || backed_up !== held.backed_up)
    await record(trx, { id: held.credential_id, counter, backed_up });
}
