import type { Db } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import { rewrapKey, type StoredKey } from "./signing-key-store.ts";
import type { Opened, WrappingKeys } from "./wrapping-keys.ts";

/**
 * Wraps the private parts that the database stores by the operator's key, if there is one. Either all of them can be opened, or nothing is
 * changed.
 *
 * @param these the forms that are wrapped anew. The start includes those that an older key wraps. Later it is only what another server,
 * which has no key, stored in clear: two servers in the middle of a change of keys would undo each other's work
 *
 * @returns true if anything was wrapped
 * @throws WrappedKeyClosed
 */
export async function wrapAnew(
  db: Db,
  keys: readonly StoredKey[],
  wrapping: WrappingKeys,
  these: readonly Opened["wrappedBy"][],
): Promise<boolean> {
  const due: { readonly kid: string; readonly from: string; readonly to: string }[] = [];
  for (const { kid, privateJwk: from } of keys) {
    if (from === null) continue;
    const { text, wrappedBy } = await wrapping.open(from);
    if (wrapping.areGiven && these.includes(wrappedBy)) due.push({ kid, from, to: await wrapping.wrap(text) });
  }
  if (due.length === 0) return false;
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    for (const { kid, from, to } of due) await rewrapKey(trx, kid, from, to);
  });
  return true;
}
