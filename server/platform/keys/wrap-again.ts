import type { Db, Trx } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Opened, WrappingKeys } from "./wrapping-keys.ts";

/** A private part of a signing key, or a secret, as the database stores it. */
interface Kept {
  readonly id: string;
  /** Null where it was erased. */
  readonly text: string | null;
}

/**
 * Wraps what the database keeps secret by the operator's key, if there is one. Either all of them can be opened, or nothing is
 * changed.
 *
 * @param these the forms that are wrapped again. The start includes those that an older key wraps. Later it is only what another server,
 * which has no key, stored unencrypted: two servers in the middle of a change of keys would undo each other's work
 * @param rewrap stores one in another form, if it still has the given one
 *
 * @returns true if anything was wrapped
 * @throws WrappedKeyClosed
 */
export async function wrapAgain(
  db: Db,
  kept: readonly Kept[],
  wrapping: WrappingKeys,
  these: readonly Opened["wrappedBy"][],
  rewrap: (trx: Trx, id: string, from: string, to: string) => Promise<void>,
): Promise<boolean> {
  const due: { readonly id: string; readonly from: string; readonly to: string }[] = [];
  for (const { id, text: from } of kept) {
    if (from === null) continue;
    const { text, wrappedBy } = await wrapping.open(from);
    if (wrapping.areGiven && these.includes(wrappedBy)) due.push({ id, from, to: await wrapping.wrap(text) });
  }
  if (due.length === 0) return false;
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    for (const { id, from, to } of due) await rewrap(trx, id, from, to);
  });
  return true;
}
