import type { Selectable } from "kysely";
import type { ByBreakGlass } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { BreakGlassUsesTable } from "../../platform/store/tables/recovery-tables.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";

export type BreakGlassUse = Selectable<BreakGlassUsesTable>;

/**
 * Demands that the use of the break-glass code is still open, and that the enrolment is the one that its ticket began: the code may admit no
 * other machine (threat R27). An owner who ends it comes before or after.
 *
 * @throws ConsoleError `not_signed_in`, `not_permitted`
 */
export async function holdUse(
  trx: Trx,
  by: ByBreakGlass,
  enrolment: { readonly ticketHash: string | null; readonly userId: string },
  now: number,
): Promise<void> {
  await takeTurn(trx, "administration");
  const use = await trx.selectFrom("break_glass_uses").selectAll().where("id", "=", by.useId).executeTakeFirst();
  if (use === undefined || !isOpen(use, now)) throw new ConsoleError("not_signed_in");
  if (enrolment.ticketHash !== use.ticket_hash || enrolment.userId !== use.user_id)
    throw new ConsoleError("not_permitted");
}

export const isOpen = ({ ended_at, expires_at }: Pick<BreakGlassUse, "ended_at" | "expires_at">, now: number) =>
  ended_at === null && now < expires_at;
