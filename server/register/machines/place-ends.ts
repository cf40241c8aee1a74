import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

/** A machine's session with a host, or the run of a container on it. */
interface PlaceOfMachine {
  readonly deviceJkt: string;
  /** `placeId` of the place. */
  readonly place: string;
}

const byPlace = fixedQuery<{ device: string; place: string }>()((db, value) =>
  db
    .selectFrom("place_ends")
    .select("ended_at")
    .where("device_jkt", "=", value("device"))
    .where("place", "=", value("place")),
);

export const hasEnded = async (db: Db | Trx, { deviceJkt: device, place }: PlaceOfMachine): Promise<boolean> =>
  (await byPlace(db, { device, place })).length > 0;

/** Writes down that the place has ended, for good. @returns false if it had ended before */
export async function insertPlaceEnd(trx: Trx, { deviceJkt, place }: PlaceOfMachine, now: number): Promise<boolean> {
  const inserted = await trx
    .insertInto("place_ends")
    .values({ device_jkt: deviceJkt, place, ended_at: now })
    .onConflict((conflict) => conflict.columns(["device_jkt", "place"]).doNothing())
    .returning("place")
    .executeTakeFirst();
  return inserted !== undefined;
}
