import { type PublicJwk, publicJwkSchema, type Signer } from "@nearside/shared/keys.ts";
import * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { signingKeyCreated } from "../audit/events/signing-key-created.ts";
import { nodeSigner } from "../crypto/node-signer.ts";
import type { Clock } from "../ground.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { takeTurn } from "../store/take-turn.ts";
import { activateDueKey } from "./activate-due-key.ts";
import { makeKey } from "./make-key.ts";
import { findPublishedKeys, insertKey, type StoredKey } from "./signing-key-store.ts";

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
  /** Takes the next key in use where its time has come, and reads what the database says now: others may have rotated. */
  follow(): Promise<void>;
}

const privateJwkSchema = v.strictObject({ ...publicJwkSchema.entries, d: v.string() });

/** Where somebody reads the database, what was erased is tried to be emptied again after so long. Milliseconds. */
const ERASE_AGAIN_MS = 60_000;

/** The server's keys (protocol §2); the first start makes one. */
export async function loadSigningKeys(
  { db, eraseOverwritten }: Pick<Store, "db" | "eraseOverwritten">,
  clock: Clock,
): Promise<SigningKeys> {
  if (!(await findPublishedKeys(db)).some(isActive)) await makeFirstKey(db, clock);
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
    const keys = await findPublishedKeys(db);
    const version = keys.map(({ kid, state }) => `${kid} ${state}`).join();
    if (version !== read?.version) {
      read = { version, ...(await putInForce(keys)) };
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
    follow,
  };
}

const isActive = ({ state }: StoredKey): boolean => state === "active";

/** What was read last; replaced as a whole. */
interface InForce extends Pick<SigningKeys, "signer" | "jwks" | "jwksText"> {
  /** Which keys there are, and in which states. */
  readonly version: string;
}

async function putInForce(keys: readonly StoredKey[]): Promise<Omit<InForce, "version">> {
  const active = keys.find(isActive);
  if (active === undefined) throw new Error("no active signing key");
  const jwks = { keys: keys.map(publishedKey) };
  return { signer: await signerOf(active), jwks, jwksText: JSON.stringify(jwks) };
}

/** As it stands in a JWK Set. */
export const publishedKey = ({ publicJwk, kid }: StoredKey): PublishedKey => ({
  ...publicJwk,
  kid,
  alg: "ES256",
  use: "sig",
});

function signerOf({ privateJwk }: StoredKey): Promise<Signer> {
  if (privateJwk === null) throw new Error("the active signing key lacks its private part");
  return nodeSigner(v.parse(privateJwkSchema, JSON.parse(privateJwk)));
}

/** Of several servers that start at once on an empty database, one makes it. */
async function makeFirstKey(db: Db, clock: Clock): Promise<void> {
  const key = await makeKey();
  const now = clock();
  await db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    if (await insertKey(trx, key, "active", { now, activeFrom: now }))
      await append(trx, signingKeyCreated(now, key.kid, { alg: "ES256" }));
  });
}
