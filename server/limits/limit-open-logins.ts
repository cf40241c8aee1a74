import type { Ground } from "../ground.ts";
import { countOpenLogins } from "../login/login-store.ts";
import type { Trx } from "../store/database.ts";
import { fixedLock } from "../store/fixed-query.ts";
import { LIMITS, type LimitName } from "./limits.ts";
import { RateLimited } from "./rate-limited.ts";

const lockUser = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("users").select("id").where("id", "=", value("id")).forNoKeyUpdate(),
);

/**
 * Whether one more login may be open (threat R9). In the transaction that makes it, and one of a user at a time, so that many
 * at once are counted too.
 *
 * @throws RateLimited
 */
export async function limitOpenLogins(
  { config, clock }: Pick<Ground, "clock" | "config">,
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
