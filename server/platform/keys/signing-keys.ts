import { type PublicJwk, publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { logTexts } from "../../texts/log.ts";
import { append } from "../audit/event-log.ts";
import { signingKeyActivated, signingKeyCreated, signingKeyRetired } from "../audit/events/signing-keys.ts";
import type { WithLog } from "../log/log.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Clock } from "../surroundings.ts";
import type { WithChanges } from "../waiting/changes.ts";
import { inRounds, type Rounds } from "../waiting/in-rounds.ts";
import { makeKey } from "./make-key.ts";
import { nodeSigner } from "./node-signer.ts";
import type { WithSecrets } from "./server-secrets.ts";
import {
  activateKey,
  findPublishedKeys,
  insertKey,
  type NewKey,
  retireKey,
  rewrapKey,
  type StoredKey,
} from "./signing-key-store.ts";
import { wrapAgain } from "./wrap-again.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

/** One key of the JWK Set (RFC 7517 §4). */
interface PublishedKey extends PublicJwk {
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

export interface SigningKeys {
  /** Signs every statement of the server with the active key. Its thumbprint is the `kid`. */
  readonly signer: Signer;
  /** The JWK Set: the next key, the active one, and retired ones whose signatures are still in use. Newest first. */
  readonly jwks: { readonly keys: readonly PublishedKey[] };
  /** The JWK Set as JSON text. */
  readonly jwksText: string;
  /** Makes a fresh key, wrapped as those in the database are. */
  make(): Promise<NewKey>;
  /** Puts the next key in use if it is due, and reads the database again, since other servers may have rotated. */
  follow(): Promise<void>;
}

const privateJwkSchema = v.strictObject({ ...publicJwkSchema.entries, d: v.string() });

/** If a reader of the database stops the erasure, it is tried again after this time. Milliseconds. */
const ERASE_AGAIN_MS = 60_000;

/**
 * Loads the server's keys (protocol §2). The first start makes one.
 *
 * @param wrapping wraps their private parts in the database; those that are stored otherwise are wrapped again
 * @throws WrappedKeyClosed where one cannot be opened; nothing is changed then
 */
export async function loadSigningKeys(
  { db, eraseOverwritten }: Pick<Store, "db" | "eraseOverwritten">,
  clock: Clock,
  wrapping: WrappingKeys,
): Promise<SigningKeys> {
  const there = await findPublishedKeys(db);
  await wrapAgain(db, there.map(privatePartOf), wrapping, ["nothing", "older"], rewrapKey);
  if (!there.some(isActive)) await makeFirstKey(db, clock, wrapping);
  let read: ActiveKeys | undefined;
  // Where no key was ever stored, nothing secret can have been overwritten but what was wrapped again.
  let toErase = there.length > 0 || wrapping.areGiven;
  let triedAt: number | undefined;
  /** The private part of a retired or given up key is gone from its row; this empties the files beside the table as well. */
  const erase = async (): Promise<void> => {
    const now = clock();
    const since = triedAt === undefined ? undefined : now - triedAt;
    if (!toErase || (since !== undefined && since >= 0 && since < ERASE_AGAIN_MS)) return;
    const isErased = await eraseOverwritten();
    toErase = !isErased;
    triedAt = isErased ? undefined : now;
  };
  const look = async (): Promise<void> => {
    await activateDueKey(db, clock);
    let keys = await findPublishedKeys(db);
    if (versionOf(keys) !== read?.version) {
      if (await wrapAgain(db, keys.map(privatePartOf), wrapping, ["nothing"], rewrapKey))
        keys = await findPublishedKeys(db);
      toErase ||= read !== undefined;
      read = { version: versionOf(keys), ...(await activated(keys, wrapping)) };
    }
    await erase();
  };
  // one after the other, so that an earlier look never overwrites the result of a later one
  let looked = Promise.resolve();
  const follow = (): Promise<void> => {
    const next = looked.then(look);
    looked = next.catch(() => undefined); // the caller of that look gets the error
    return next;
  };
  await follow();
  const current = (): ActiveKeys => {
    if (read === undefined) throw new Error("no signing key was read");
    return read;
  };
  return {
    get signer() {
      return current().signer;
    },
    get jwks() {
      return current().jwks;
    },
    get jwksText() {
      return current().jwksText;
    },
    make: () => makeKey(wrapping),
    follow,
  };
}

const privatePartOf = ({ kid, privateJwk }: StoredKey) => ({ id: kid, text: privateJwk });

const isActive = ({ state }: StoredKey): boolean => state === "active";

/** The result of the last look; replaced as a whole. */
interface ActiveKeys extends Pick<SigningKeys, "signer" | "jwks" | "jwksText"> {
  /** The keys with their states and the form of their private parts. */
  readonly version: string;
}

const versionOf = (keys: readonly StoredKey[]): string =>
  keys.map(({ kid, state, privateJwk }) => `${kid} ${state} ${privateJwk}`).join();

async function activated(keys: readonly StoredKey[], wrapping: WrappingKeys): Promise<Omit<ActiveKeys, "version">> {
  const active = keys.find(isActive);
  if (active === undefined) throw new Error("no active signing key");
  const jwks = { keys: keys.map(publishedKey) };
  return { signer: await signerOf(active, wrapping), jwks, jwksText: JSON.stringify(jwks) };
}

/** A key as the JWK Set has it. */
export const publishedKey = ({ publicJwk, kid }: StoredKey): PublishedKey => ({
  ...publicJwk,
  kid,
  alg: "ES256",
  use: "sig",
});

async function signerOf({ kid, privateJwk }: StoredKey, wrapping: WrappingKeys): Promise<Signer> {
  if (privateJwk === null) throw new Error("the active signing key lacks its private part");
  const { text } = await wrapping.open(privateJwk);
  const signer = await nodeSigner(v.parse(privateJwkSchema, JSON.parse(text)));
  if (signer.thumbprint !== kid) throw new Error("the active signing key's private part is another key's");
  return signer;
}

/** Makes the next key the active one, if it was published long enough ago. Of several servers, one does it. */
async function activateDueKey(db: Db, clock: Clock): Promise<void> {
  const keys = await findPublishedKeys(db);
  const next = keys.find(({ state }) => state === "next");
  const active = keys.find(isActive);
  const now = clock();
  if (next === undefined || active === undefined || now < next.activeFrom) return;
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    if (!(await retireKey(trx, active.kid, now))) return; // another server was first
    if (!(await activateKey(trx, next.kid, now))) throw new Error("the next signing key is gone");
    await append(trx, signingKeyRetired(now, active.kid, { successor: next.kid }));
    await append(trx, signingKeyActivated(now, next.kid, { reason: "rotation" }));
  });
}

/** If several servers start at once on an empty database, one of them makes the key. */
async function makeFirstKey(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<void> {
  const key = await makeKey(wrapping);
  const now = clock();
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    if (await insertKey(trx, key, "active", { now, activeFrom: now }))
      await append(trx, signingKeyCreated(now, key.kid, { alg: "ES256" }));
  });
}

export interface WithKeys {
  readonly keys: SigningKeys;
}

/** Milliseconds between two looks, and so the longest delay until a server signs with a key that another one published. */
const LOOK_MS = 2000;

/** Follows keys and secrets of the database. A look costs a few queries of a few rows. If it fails, they stay as they are. */
export function followKeys({ changes, keys, log, secrets }: WithChanges & WithKeys & WithLog & WithSecrets): Rounds {
  const rounds = inRounds({ every: LOOK_MS, log, failed: logTexts.keys.unreadable }, async () => {
    await keys.follow();
    await secrets.follow();
  });
  changes.heed("signing_keys", rounds.soon);
  return rounds;
}
