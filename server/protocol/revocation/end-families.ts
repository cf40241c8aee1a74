import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { tokenRevoked } from "../../platform/audit/events/tokens.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { revokeFamilies, revokeFamily, type WhoseFamilies } from "../../register/tokens/token-store.ts";

type Reason = Exclude<Parameters<typeof tokenRevoked>[2]["reason"], "logged_out">;

/** Ends every token of those families, exchanged ones included. A suspended person who is restored logs in anew. */
export async function endFamilies(
  trx: Trx,
  { clock }: WithClock,
  whose: WhoseFamilies,
  reason: Reason,
  by: Actor,
): Promise<readonly string[]> {
  const now = clock();
  const families = await revokeFamilies(trx, whose, reason, now);
  for (const id of families)
    await append(trx, tokenRevoked(now, id, { access_token_jti: null, reason, by: byOf(by) }), { by });
  return families;
}

/** Ends every token of one family. @returns false if it had ended before */
export async function endFamily(
  trx: Trx,
  { clock }: WithClock,
  id: string,
  reason: Reason,
  by: Actor,
): Promise<boolean> {
  if (!(await revokeFamily(trx, id, reason))) return false;
  await append(trx, tokenRevoked(clock(), id, { access_token_jti: null, reason, by: byOf(by) }), { by });
  return true;
}
