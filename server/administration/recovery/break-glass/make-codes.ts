import type { BreakGlassAnswer } from "@nearside/shared/api/console/break-glass.ts";
import { newBreakGlassCode } from "@nearside/shared/text/break-glass-code.ts";
import { type Actor, byOf } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { breakGlassCodesMade } from "../../../platform/audit/events/break-glass.ts";
import type { Db, Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { holdActor } from "../../../register/people/hold-actor.ts";
import { codeHash, countLeft, voidCodes } from "../../../register/recovery/break-glass-code-store.ts";

interface CodesMade {
  /** These are shown once, to be printed and locked away. */
  readonly codes: readonly string[];
  /** Number of codes of the sheet before that were left. They are void now. */
  readonly voided: number;
}

/**
 * Makes a new sheet of break-glass codes (protocol §9). The sheet before is void from the same moment, so there is never more
 * than an active one.
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

/** Counts the codes of the active sheet, and those of them that are left. */
export async function countActiveCodes(db: Db): Promise<BreakGlassAnswer> {
  const codes = await db
    .selectFrom("break_glass_codes")
    .select("made_at")
    .where("sheet", "=", await latestSheet(db))
    .execute();
  return { codes: codes.length, left: await countLeft(db), made_at: codes[0]?.made_at ?? null };
}

/** Number of the latest sheet; 0 if there is no sheet. */
async function latestSheet(db: Db | Trx): Promise<number> {
  const { sheet } = await db
    .selectFrom("break_glass_codes")
    .select((eb) => eb.fn.max("sheet").as("sheet"))
    .executeTakeFirstOrThrow();
  return Number(sheet ?? 0);
}
