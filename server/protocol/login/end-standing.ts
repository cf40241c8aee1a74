import { LONGEST_STANDING_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Trx } from "../../platform/store/database.ts";
import { fixedLock } from "../../platform/store/fixed-query.ts";

// An approval that counts for later logins is taken back (protocol §4.5, threat R29). To take one back is to hold the bound set, which
// everybody who relies on one shares (`holdParty`): so each login that rests on it has its token before, or is refused after.

const lockSet = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("bound_sets").select("id").where("id", "=", value("id")).forNoKeyUpdate(),
);

/** Nobody relies on an approval of that machine until this transaction ends. Before any login is moved: see docs/architecture.md. */
export async function lockStanding(trx: Trx, boundSetId: string): Promise<void> {
  await lockSet(trx, { id: boundSetId });
}

/** Ends the use of that login's approval for other logins. Call {@link lockStanding} first. @param now epoch milliseconds */
export async function endStandingOf(trx: Trx, loginId: string, now: number): Promise<void> {
  await trx
    .updateTable("logins")
    .set({ standing_ended_at: now })
    .where("id", "=", loginId)
    .where("standing_ended_at", "is", null)
    .execute();
}

/**
 * Does the same for every approval of a machine that could still count for other logins: each terminal is asked for a touch
 * again.
 */
export async function endStandingOn(trx: Trx, deviceJkt: string, now: number): Promise<void> {
  await trx
    .updateTable("logins")
    .set({ standing_ended_at: now })
    .where("device_jkt", "=", deviceJkt)
    .where("expires_at", ">", now - LONGEST_STANDING_SECONDS * 1000)
    .where("state", "in", ["approved", "redeemed"])
    .where("standing_ended_at", "is", null)
    .execute();
}
