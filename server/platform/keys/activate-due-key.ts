import { append } from "../audit/event-log.ts";
import { signingKeyActivated, signingKeyRetired } from "../audit/events/signing-keys.ts";
import type { Db } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Clock } from "../surroundings.ts";
import { activateKey, findPublishedKeys, retireKey } from "./signing-key-store.ts";

/** Makes the next key the active one, if it was published long enough ago. Of several servers, one does it. */
export async function activateDueKey(db: Db, clock: Clock): Promise<void> {
  const keys = await findPublishedKeys(db);
  const next = keys.find(({ state }) => state === "next");
  const active = keys.find(({ state }) => state === "active");
  const now = clock();
  if (next === undefined || active === undefined || now < next.activeFrom) return;
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    if (!(await retireKey(trx, active.kid, now))) return; // another server was first
    if (!(await activateKey(trx, next.kid, now))) throw new Error("the next signing key is gone");
    await append(trx, signingKeyRetired(now, active.kid, { successor: next.kid }));
    await append(trx, signingKeyActivated(now, next.kid, { reason: "rotation" }));
  });
}
