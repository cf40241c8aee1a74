import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { appendNumbered } from "../../platform/audit/event-log.ts";
import { tokenRevoked } from "../../platform/audit/events/tokens.ts";
import type { Trx } from "../../platform/store/database.ts";
import { revokeFamilies, revokeFamily, type WhoseFamilies } from "./token-store.ts";

type Reason = Parameters<typeof tokenRevoked>[2]["reason"];

/** The reason for an ending, its author and its time. Only the client that has the tokens gives them back (RFC 7009). */
type FamilyEnding = (
  | { readonly reason: "logged_out"; readonly by: "client" }
  | { readonly reason: "rule_denied"; readonly by: "rules" }
  | { readonly reason: "place_ended"; readonly by: "machine" }
  | { readonly reason: Exclude<Reason, "logged_out" | "rule_denied" | "place_ended">; readonly by: Actor }
) & {
  /** Epoch milliseconds. */
  readonly now: number;
};

/**
 * Ends every token of those families, exchanged ones included. A suspended person who is restored logs in again.
 *
 * @returns the ids of those that had not ended before
 */
export async function endFamilies(trx: Trx, whose: WhoseFamilies, ending: FamilyEnding): Promise<readonly string[]> {
  const families = await revokeFamilies(trx, whose, ending.reason, ending.now);
  for (const id of families) await recordEnd(trx, id, ending);
  return families;
}

/**
 * Ends every token of one family, exchanged ones included.
 *
 * @returns the number of the event that records it; undefined if the family had ended before
 */
export async function endFamily(trx: Trx, id: string, ending: FamilyEnding): Promise<number | undefined> {
  return (await revokeFamily(trx, id, ending.reason)) ? recordEnd(trx, id, ending) : undefined;
}

function recordEnd(trx: Trx, id: string, { reason, by, now }: FamilyEnding): Promise<number> {
  if (by === "client" || by === "rules" || by === "machine")
    return appendNumbered(trx, tokenRevoked(now, id, { access_token_jti: null, reason, by }));
  return appendNumbered(trx, tokenRevoked(now, id, { access_token_jti: null, reason, by: byOf(by) }), { by });
}
