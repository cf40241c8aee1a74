import type { BreakGlassAnswer } from "@nearside/shared/api/console/break-glass.ts";
import { newBreakGlassCode } from "@nearside/shared/text/break-glass-code.ts";
import { type Actor, byOf } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { breakGlassCodesMade } from "../../../platform/audit/events/break-glass.ts";
import type { Db, Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { holdActor } from "../../../register/people/hold-actor.ts";
import { codeHash, countLeft, voidCodes } from "../../../register/recovery/code-store.ts";

interface CodesMade {
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
export async function makeCodes(
  services: WithClock & WithDb & WithRandom,
  count: number,
  by: Actor,
): Promise<CodesMade> {
  const codes: string[] = [];
  for (let made = 0; made < count; made += 1) codes.push(await newBreakGlassCode(services.random));
  const hashes = await Promise.all(codes.map(codeHash));
  const voided = await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = services.clock();
    const before = await voidCodes(trx, now);
    const sheet = (await latestSheet(trx)) + 1;
    const row = (hash: string, at: number) => ({ hash, sheet, number: at + 1, made_at: now });
    await trx.insertInto("break_glass_codes").values(hashes.map(row)).execute();
    await append(trx, breakGlassCodesMade(now, null, { count, voided: before, by: byOf(by) }), { by });
    return before;
  });
  return { codes, voided };
}

/** How many there are of the sheet in force, and how many of them are left. */
export async function codesInForce(db: Db): Promise<BreakGlassAnswer> {
  const codes = await db
    .selectFrom("break_glass_codes")
    .select("made_at")
    .where("sheet", "=", await latestSheet(db))
    .execute();
  return { codes: codes.length, left: await countLeft(db), made_at: codes[0]?.made_at ?? null };
}

/** 0 where there is none. */
async function latestSheet(db: Db | Trx): Promise<number> {
  const { sheet } = await db
    .selectFrom("break_glass_codes")
    .select((eb) => eb.fn.max("sheet").as("sheet"))
    .executeTakeFirstOrThrow();
  return Number(sheet ?? 0);
}
