import type { WithConfig } from "../../../platform/config/config.ts";
import { LIMITS, type LimitName } from "../../../platform/limits/limits.ts";
import { RateLimited } from "../../../platform/limits/rate-limited.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { fixedLock } from "../../../platform/store/fixed-query.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { countOpenLogins } from "../../../register/logins/login-store.ts";

const lockUser = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("users").select("id").where("id", "=", value("id")).forNoKeyUpdate(),
);

/**
 * Demands that one more login may be open (threat R9). It runs in the transaction that makes the login, and one at a time for
 * each user, so that many at once are counted too.
 *
 * @throws RateLimited
 */
export async function limitOpenLogins(
  { config, clock }: WithClock & WithConfig,
  trx: Trx,
  whose: { readonly deviceJkt: string; readonly userId: string },
): Promise<void> {
  await lockUser(trx, { id: whose.userId });
  const now = clock();
  const { ofDevice, ofUser } = await countOpenLogins(trx, whose, now);
  const demandRoom = (limit: LimitName, key: string, { open, firstEnds }: typeof ofUser): void => {
    if (open >= LIMITS[limit].points(config.limits)) throw new RateLimited(limit, key, (firstEnds - now) / 1000);
  };
  demandRoom("open_logins_of_machine", whose.deviceJkt, ofDevice);
  demandRoom("open_logins_of_user", whose.userId, ofUser);
}
