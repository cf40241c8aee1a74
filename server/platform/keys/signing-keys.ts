import { type PublicJwk, publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { signingKeyCreated } from "../audit/events/signing-keys.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Clock } from "../surroundings.ts";
import { activateDueKey } from "./activate-due-key.ts";
import { makeKey } from "./make-key.ts";
import { nodeSigner } from "./node-signer.ts";
import { findPublishedKeys, insertKey, type NewKey, type StoredKey } from "./signing-key-store.ts";
import { wrapAnew } from "./wrap-anew.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

/** One key of the JWK Set (RFC 7517 §4). */
export interface PublishedKey extends PublicJwk {
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

export interface SigningKeys {
  /** Signs everything the server signs, with the key that is active now; its thumbprint is the `kid`. */
  readonly signer: Signer;
  /** The JWK Set: the next key, the active one, and those retired, whose signatures are still about. Newest first. */
  readonly jwks: { readonly keys: readonly PublishedKey[] };
  /** The same as it goes out, JSON. */
  readonly jwksText: string;
  /** A fresh key, wrapped as those in the database are. */
  make(): Promise<NewKey>;
  /** Takes the next key in use where its time has come, and reads what the database says now: others may have rotated. */
  follow(): Promise<void>;
}

const privateJwkSchema = v.strictObject({ ...publicJwkSchema.entries, d: v.string() });

/** Where somebody reads the database, what was erased is tried to be emptied again after so long. Milliseconds. */
const ERASE_AGAIN_MS = 60_000;

/**
 * The server's keys (protocol §2); the first start makes one.
 *
 * @param wrapping what their private parts are wrapped by in the database: those that lie there otherwise are wrapped anew
 * @throws WrappedKeyClosed where one cannot be opened; nothing is changed then
 */
export async function loadSigningKeys(
  { db, eraseOverwritten }: Pick<Store, "db" | "eraseOverwritten">,
  clock: Clock,
  wrapping: WrappingKeys,
): Promise<SigningKeys> {
  const there = await findPublishedKeys(db);
  await wrapAnew(db, there, wrapping, ["nothing", "older"]);
  if (!there.some(isActive)) await makeFirstKey(db, clock, wrapping);
  let read: InForce | undefined;
  let toErase = false;
  let triedAt: number | undefined;
  /** The private part of a key that retired or was given up is no more in the row: nor is it in what lies beside the table. */
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
      if (await wrapAnew(db, keys, wrapping, ["nothing"])) keys = await findPublishedKeys(db);
      read = { version: versionOf(keys), ...(await putInForce(keys, wrapping)) };
      toErase = true;
    }
    await erase();
  };
  // one after the other: what an earlier look read never takes the place of what a later one did
  let looked = Promise.resolve();
  const follow = (): Promise<void> => {
    const next = looked.then(look);
    looked = next.catch(() => undefined); // whoever asked for that look hears it
    return next;
  };
  await follow();
  const current = (): InForce => {
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

const isActive = ({ state }: StoredKey): boolean => state === "active";

/** What was read last; replaced as a whole. */
interface InForce extends Pick<SigningKeys, "signer" | "jwks" | "jwksText"> {
  /** Which keys there are, in which states, and how their private parts are kept. */
  readonly version: string;
}

const versionOf = (keys: readonly StoredKey[]): string =>
  keys.map(({ kid, state, privateJwk }) => `${kid} ${state} ${privateJwk}`).join();

async function putInForce(keys: readonly StoredKey[], wrapping: WrappingKeys): Promise<Omit<InForce, "version">> {
  const active = keys.find(isActive);
  if (active === undefined) throw new Error("no active signing key");
  const jwks = { keys: keys.map(publishedKey) };
  return { signer: await signerOf(active, wrapping), jwks, jwksText: JSON.stringify(jwks) };
}

/** As it stands in a JWK Set. */
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

/** Of several servers that start at once on an empty database, one makes it. */
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
