import { append } from "../audit/event-log.ts";
import { signingKeyPublished, signingKeyRemoved } from "../audit/events/signing-keys.ts";
import type { Trx, WithDb } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { WithClock } from "../surroundings.ts";
import { findPublishedKeys, insertKey, type NewKey, removeRetiredKeys, type StoredKey } from "./signing-key-store.ts";
import type { WithKeys } from "./signing-keys.ts";

/** Our own clients read a JWK Set of up to 64 keys. Nobody who rotates in earnest comes near. */
const MOST_PUBLISHED = 48;

/**
 * A retired key stays published for this time. Most of its statements end within the hour (an access token, the longest, in 3600 s), but a
 * receipt (protocol §3.6) is verified when its machine comes for it: a command line waits thirty days, and a browser that was off for a
 * holiday asks when it is on again. The key can sign nothing more, so it may stay that long.
 */
const RETIRED_KEPT_MS = 30 * 24 * 3_600_000;

type Rotation =
  /** The next key was published. */
  | { readonly state: "published"; readonly next: StoredKey }
  /** A next key was published before, and is left as it is. */
  | { readonly state: "already_published"; readonly next: StoredKey }
  /** Too many keys are published. The oldest go with time. */
  | { readonly state: "too_many" };

/**
 * Publishes the next key. Nothing signs with it until every verifier has had the time to read it, so that none meets an unknown key.
 *
 * @param after milliseconds from now until it takes over
 */
export async function publishNextKey(services: WithClock & WithDb & WithKeys, after: number): Promise<Rotation> {
  const key = await services.keys.make();
  const rotation = await services.db.transaction().execute(async (trx): Promise<Rotation> => {
    await takeTurn(trx, "signing_keys");
    if ((await findPublishedKeys(trx)).length >= MOST_PUBLISHED) return { state: "too_many" };
    const now = services.clock();
    const isMade = await insertKey(trx, key, "next", { now, activeFrom: now + after });
    if (isMade) await append(trx, publishedEvent(now, key, now + after));
    const next = (await findPublishedKeys(trx)).find(({ state }) => state === "next");
    if (next === undefined) throw new Error("the next signing key is gone");
    return { state: isMade ? "published" : "already_published", next };
  });
  await services.keys.follow();
  return rotation;
}

/** Removes keys from the JWK Set that retired long enough ago. */
export function removeOutlivedKeys({ db, clock }: WithClock & WithDb): Promise<void> {
  const now = clock();
  return db.transaction().execute(async (trx: Trx) => {
    await takeTurn(trx, "signing_keys");
    for (const kid of await removeRetiredKeys(trx, now - RETIRED_KEPT_MS, now))
      await append(trx, signingKeyRemoved(now, kid, { reason: "outlived" }));
  });
}

/** The event of a published key, also of one that signs at once. */
export const publishedEvent = (now: number, { kid, publicJwk }: NewKey, activeFrom: number) =>
  signingKeyPublished(now, kid, { alg: "ES256", jwk: publicJwk, active_from: activeFrom });
