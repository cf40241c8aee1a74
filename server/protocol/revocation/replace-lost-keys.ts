import { makeKey } from "../../platform/keys/make-key.ts";
import { findPublishedKeys } from "../../platform/keys/signing-key-store.ts";
import { WrappedKeyClosed, type WrappingKeys } from "../../platform/keys/wrapping-keys.ts";
import type { Db } from "../../platform/store/database.ts";
import type { Clock } from "../../platform/surroundings.ts";
import { type GivenUp, putInPlace } from "./replace-keys.ts";

/**
 * Gives up the signing keys where nobody can open them any more, because the key that wraps them is lost. Before any server runs.
 *
 * @returns undefined where all can be opened: then nothing is given up
 */
export async function replaceLostKeys(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<GivenUp | undefined> {
  if (!(await areLost(db, wrapping))) return undefined;
  return putInPlace({ db, clock }, await makeKey(wrapping));
}

async function areLost(db: Db, wrapping: WrappingKeys): Promise<boolean> {
  try {
    for (const { privateJwk } of await findPublishedKeys(db)) if (privateJwk !== null) await wrapping.open(privateJwk);
    return false;
  } catch (error) {
    if (error instanceof WrappedKeyClosed) return true;
    throw error;
  }
}
