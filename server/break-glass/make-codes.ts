import type { BreakGlassAnswer } from "@nearside/shared/api/console/break-glass.ts";
import { newBreakGlassCode } from "@nearside/shared/break-glass-code.ts";
import { type Actor, byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { breakGlassCodesMade } from "../audit/events/break-glass-codes-made.ts";
import { holdActor } from "../directory/hold-actor.ts";
import type { Ground } from "../ground.ts";
import type { Db } from "../store/database.ts";
import { codeHash, countLeft, voidCodes } from "./code-store.ts";

export interface CodesMade {
  /** To be shown once, printed and locked away. */
  readonly codes: readonly string[];
  /** So many of the sheet before were left, and are void. */
  readonly voided: number;
}

/**
 * A new sheet of break-glass codes (protocol §9). The one before is void from the same moment on: there is never more than one in force.
 *
 * @throws ConsoleError `not_permitted`
 */
export async function makeCodes(ground: Ground, count: number, by: Actor): Promise<CodesMade> {
  const codes: string[] = [];
  for (let made = 0; made < count; made += 1) codes.push(await newBreakGlassCode(ground.random));
  const hashes = await Promise.all(codes.map(codeHash));
  const voided = await ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = ground.clock();
    const before = await voidCodes(trx, now);
    const row = (hash: string, at: number) => ({ hash, number: at + 1, made_at: now, voided_at: null, used_at: null });
    await trx.insertInto("break_glass_codes").values(hashes.map(row)).execute();
    await append(trx, breakGlassCodesMade(now, null, { count, voided: before, by: byOf(by) }), { by });
    return before;
  });
  return { codes, voided };
}

/** How many there are of the sheet in force, and how many of them are left. */
export async function codesInForce(db: Db): Promise<BreakGlassAnswer> {
  const { made_at } = await db
    .selectFrom("break_glass_codes")
    .select((eb) => eb.fn.max("made_at").as("made_at"))
    .executeTakeFirstOrThrow();
  if (made_at === null) return { codes: 0, left: 0, made_at: null };
  const { codes } = await db
    .selectFrom("break_glass_codes")
    .select((eb) => eb.fn.countAll().as("codes"))
    .where("made_at", "=", made_at)
    .executeTakeFirstOrThrow();
  return { codes: Number(codes), left: await countLeft(db), made_at: Number(made_at) };
}
