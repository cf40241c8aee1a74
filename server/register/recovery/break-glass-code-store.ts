import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Selectable } from "kysely";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { BreakGlassCodesTable } from "../../platform/store/tables/recovery-tables.ts";

// The contract: using one up is a conditional write; of several callers at once exactly one gets it.

type CodeRow = Selectable<BreakGlassCodesTable>;

/** Returns the stored hash of a code: a code has 160 random bits, so a plain hash gives nothing away. @param code as it was printed */
export const codeHash = (code: string): Promise<string> => sha256Base64url(code);

/** Uses a code up. @returns undefined if it is unknown, used or void */
export async function useUpCode(trx: Trx, hash: string, now: number): Promise<CodeRow | undefined> {
  return trx
    .updateTable("break_glass_codes")
    .set({ used_at: now })
    .where("hash", "=", hash)
    .where("used_at", "is", null)
    .where("voided_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

export const findCode = (db: Db, hash: string): Promise<CodeRow | undefined> =>
  db.selectFrom("break_glass_codes").selectAll().where("hash", "=", hash).executeTakeFirst();

/** Counts the codes that still open something. */
export async function countLeft(db: Db | Trx): Promise<number> {
  const { left } = await db
    .selectFrom("break_glass_codes")
    .select((eb) => eb.fn.countAll().as("left"))
    .where("used_at", "is", null)
    .where("voided_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(left);
}

/** Takes every code that is left out of use. @returns how many */
export async function voidCodes(trx: Trx, now: number): Promise<number> {
  const voided = await trx
    .updateTable("break_glass_codes")
    .set({ voided_at: now })
    .where("used_at", "is", null)
    .where("voided_at", "is", null)
    .returning("hash")
    .execute();
  return voided.length;
}
