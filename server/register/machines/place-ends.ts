import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { inSteps } from "../../platform/store/in-steps.ts";

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

/** The time at which the machine said that the place had ended: epoch milliseconds; undefined if it did not. */
export async function findPlaceEnd(
  db: Db | Trx,
  { deviceJkt: device, place }: PlaceOfMachine,
): Promise<number | undefined> {
  const [row] = await byPlace(db, { device, place });
  return row && Number(row.ended_at);
}

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

/** Forgets ends from before that time. No statement that named the place lasts as long. */
export async function deletePlaceEnds(db: Db, before: number): Promise<void> {
  const old = (most: number) => db.selectFrom("place_ends").select("place").where("ended_at", "<=", before).limit(most);
  await inSteps((most) =>
    db.deleteFrom("place_ends").where("place", "in", old(most)).where("ended_at", "<=", before).executeTakeFirst(),
  );
}
