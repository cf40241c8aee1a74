import type { EventAbout } from "../../platform/audit/event-listeners.ts";
import { deviceRefused } from "../../platform/audit/events/machines.ts";
import { logRefusalOf } from "../../platform/audit/log-refusal-of.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";

type Step = Parameters<typeof deviceRefused>[2]["step"];

/**
 * Runs a request of a known device key before there is a login or an enrolment to name. A refusal goes to the security log before
 * the answer goes out. The entry concerns the machine's owner too, who may have left long ago.
 *
 * @param address where the request came from
 */
export const logDeviceRefusal = <T>(
  services: WithClock & WithDb,
  step: Step,
  { jkt, address }: { readonly jkt: string; readonly address?: string },
  run: () => Promise<T>,
): Promise<T> =>
  logRefusalOf(
    services,
    (refused) => deviceRefused(services.clock(), jkt, { step, ...refused }),
    run,
    async (db) => ({ ...(await ownerOf(db, jkt)), device: jkt, ...(address === undefined ? {} : { address }) }),
  );

async function ownerOf(db: Db, jkt: string): Promise<Pick<EventAbout, "user">> {
  const row = await db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select("bound_sets.user_id")
    .where("devices.jkt", "=", jkt)
    .executeTakeFirst();
  return row === undefined ? {} : { user: row.user_id };
}
