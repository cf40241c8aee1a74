import { type Actor, byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { tokenRevoked } from "../audit/events/token-revoked.ts";
import type { Ground } from "../ground.ts";
import { revokeFamilies, revokeFamily, type WhoseFamilies } from "../oauth/token-store.ts";
import type { Trx } from "../store/database.ts";

type Reason = Exclude<Parameters<typeof tokenRevoked>[2]["reason"], "logged_out">;

/** Ends every token that rests on it, exchanged ones included. A suspended person who is restored logs in anew. */
export async function endFamilies(
  trx: Trx,
  { clock }: Pick<Ground, "clock">,
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

/** The same of one. @returns false where it had ended before */
export async function endFamily(
  trx: Trx,
  { clock }: Pick<Ground, "clock">,
  id: string,
  reason: Reason,
  by: Actor,
): Promise<boolean> {
  if (!(await revokeFamily(trx, id, reason))) return false;
  await append(trx, tokenRevoked(clock(), id, { access_token_jti: null, reason, by: byOf(by) }), { by });
  return true;
}
