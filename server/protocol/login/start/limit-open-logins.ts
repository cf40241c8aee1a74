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
  { deviceJkt, userId }: { readonly deviceJkt: string; readonly userId: string },
): Promise<void> {
  const demandRoom = async (
    limit: LimitName,
    key: string,
    of: Parameters<typeof countOpenLogins>[1],
  ): Promise<void> => {
    const { open, firstEnds } = await countOpenLogins(trx, of, clock());
    if (open >= LIMITS[limit].points(config.limits)) throw new RateLimited(limit, key, (firstEnds - clock()) / 1000);
  };
  await lockUser(trx, { id: userId });
  await demandRoom("open_logins_of_machine", deviceJkt, { column: "device_jkt", value: deviceJkt });
  await demandRoom("open_logins_of_user", userId, { column: "user_id", value: userId });
}
