import type { Db } from "../../platform/store/database.ts";
import type { DeviceState, KeyState } from "../../platform/store/tables/machine-tables.ts";
import { isOpenByIndex } from "../../register/logins/index-conditions.ts";

/** Returns the state of a machine as a whole: while it waits, or after it was revoked, that is the state of its bound set. */
export const stateOf = (set: KeyState, device: DeviceState): DeviceState => (set === "active" ? device : set);

/** The counts of a machine's open things. */
interface OpenCounts {
  /** Logins that could still get a token. */
  readonly open_logins: number;
  /** Token families that are not over. */
  readonly credentials: number;
}

/** Counts them for each of those bound sets, by two queries for all. @param now epoch milliseconds */
export async function countOpen(db: Db, sets: readonly string[], now: number): Promise<(set: string) => OpenCounts> {
  if (sets.length === 0) return () => ({ open_logins: 0, credentials: 0 });
  const logins = await db
    .selectFrom("logins")
    .select(({ fn }) => ["bound_set_id as id", fn.countAll<number>().as("count")])
    .where("bound_set_id", "in", sets)
    .where(isOpenByIndex)
    .where("expires_at", ">", now)
    .groupBy("bound_set_id")
    .execute();
  const families = await db
    .selectFrom("token_families")
    .select(({ fn }) => ["bound_set_id as id", fn.countAll<number>().as("count")])
    .where("bound_set_id", "in", sets)
    .where("state", "=", "active")
    .where("expires_at", ">", now)
    .groupBy("bound_set_id")
    .execute();
  const of = (rows: typeof logins, set: string) => Number(rows.find(({ id }) => id === set)?.count ?? 0);
  return (set) => ({ open_logins: of(logins, set), credentials: of(families, set) });
}
