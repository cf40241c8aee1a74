import {
  factsIn,
  POSTURE_NAMES,
  type Posture,
  type PostureName,
  UNKNOWN_REASONS,
} from "@nearside/shared/posture/posture.ts";
import * as v from "valibot";
import type { Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

const keptFactSchema = v.object({
  value: v.string(),
  /** For `unknown`. */
  reason: v.optional(v.picklist(UNKNOWN_REASONS)),
  source: v.string(),
  /** When the machine looked. Epoch seconds, by the clock of the statement. */
  at: v.number(),
});
const keptSchema = v.partial(
  v.object({
    disk_encryption: keptFactSchema,
    screen_lock: keptFactSchema,
    updates: keptFactSchema,
    firewall: keptFactSchema,
  }),
);
/** What a machine said last of its own protection, by the times at which it looked: its own word (protocol §4.8). */
export type KeptPosture = v.InferOutput<typeof keptSchema>;

/** @param iat of the statement that tells it */
export const keptPostureOf = (posture: Posture, iat: number): KeptPosture =>
  Object.fromEntries(factsIn(posture).map(([name, { age, ...fact }]) => [name, { ...fact, at: iat - age }]));

export const readKeptPosture = (text: string): KeptPosture => v.parse(keptSchema, JSON.parse(text));

/** The values alone, by which a posture has changed or not. Facts that are not told are left out. */
export const valuesIn = (posture: KeptPosture | undefined): Partial<Record<PostureName, string>> =>
  Object.fromEntries(
    POSTURE_NAMES.flatMap((name) => {
      const fact = posture?.[name];
      return fact === undefined ? [] : [[name, fact.value]];
    }),
  );

const write = fixedQuery<{ device_jkt: string; posture: string; stated_at: number }>()((db, value) =>
  db
    .insertInto("postures")
    .values({ device_jkt: value("device_jkt"), posture: value("posture"), stated_at: value("stated_at") })
    .onConflict((conflict) =>
      conflict
        .column("device_jkt")
        .doUpdateSet((eb) => ({ posture: eb.ref("excluded.posture"), stated_at: eb.ref("excluded.stated_at") }))
        .whereRef("postures.stated_at", "<=", "excluded.stated_at"),
    )
    .returning("device_jkt"),
);

/**
 * Keeps what the machine said, unless it has said something later. @param statedAt `iat` of the statement @returns false if it was too late
 */
export async function keepPosture(
  trx: Trx,
  deviceJkt: string,
  posture: KeptPosture,
  statedAt: number,
): Promise<boolean> {
  const written = await write(trx, { device_jkt: deviceJkt, posture: JSON.stringify(posture), stated_at: statedAt });
  return written.length > 0;
}
