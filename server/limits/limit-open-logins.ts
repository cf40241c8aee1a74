import type { Ground } from "../ground.ts";
import { countOpenLogins } from "../login/login-store.ts";
import type { Trx } from "../store/database.ts";
import { LIMITS, type LimitName } from "./limits.ts";
import { RateLimited } from "./rate-limited.ts";

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
  await trx.selectFrom("users").select("id").where("id", "=", userId).forNoKeyUpdate().execute();
  await demandRoom("open_logins_of_machine", deviceJkt, { column: "device_jkt", value: deviceJkt });
  await demandRoom("open_logins_of_user", userId, { column: "user_id", value: userId });
}
