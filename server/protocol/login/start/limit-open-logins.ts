import type { WithConfig } from "../../../platform/config/config.ts";
import { LIMITS, type LimitName } from "../../../platform/limits/limits.ts";
import { RateLimited } from "../../../platform/limits/rate-limited.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { takeTurnOf } from "../../../platform/store/take-turn.ts";
import { together } from "../../../platform/store/together.ts";
import { type CountedLogins, countOpenLogins } from "../../../register/logins/login-store.ts";

/** The machine and the person whose logins are counted. */
interface Whose {
  readonly deviceJkt: string;
  readonly userId: string;
}

/**
 * Counts the open logins in the transaction that makes one more, one such transaction at a time for each person, so that many at once are
 * counted too. It must be the first of that transaction.
 */
export async function countForOneMore(trx: Trx, whose: Whose, now: number): Promise<CountedLogins> {
  const [, counted] = await together(takeTurnOf(trx, "open_logins", whose.userId), countOpenLogins(trx, whose, now));
  return counted;
}

/**
 * Demands that one more login may be open (threat R9).
 *
 * @param now of the count
 * @throws RateLimited
 */
export function limitOpenLogins(
  { config }: WithConfig,
  { ofDevice, ofUser }: CountedLogins,
  { deviceJkt, userId }: Whose,
  now: number,
): void {
  const demandRoom = (limit: LimitName, key: string, { open, firstEnds }: typeof ofUser): void => {
    if (open >= LIMITS[limit].points(config.limits)) throw new RateLimited(limit, key, (firstEnds - now) / 1000);
  };
  demandRoom("open_logins_of_machine", deviceJkt, ofDevice);
  demandRoom("open_logins_of_user", userId, ofUser);
}
