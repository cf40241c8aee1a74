import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateSecret } from "jose";
import * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { erasedNamesFreed } from "../audit/events/signing-keys.ts";
import type { Db, Trx, WithDb } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Clock } from "../surroundings.ts";
import { RecentlyUsed } from "../waiting/recently-used.ts";
import {
  deleteSecretsBut,
  findSecrets,
  insertSecret,
  rewrapSecretOf,
  type StoredSecret,
} from "./server-secret-store.ts";
import { wrapAgain } from "./wrap-again.ts";
import { canOpen, type WrappingKeys } from "./wrapping-keys.ts";

/** A secret makes way for the next one after this time, and counts for as long again. Milliseconds. */
const RENEWED_MS = 24 * 3_600_000;
/** A new secret is used after this time, when every other process has read it. Milliseconds. */
const SPREAD_MS = 60_000;

/** The hashes of the latest texts of a purpose are kept, because most requests need those of the same moments. */
const MOST_HASHES = 16;

/**
 * Each purpose has a key of its own, so that what one gave out is useless for another. The number says how many bytes of the HMAC
 * are used: a meeting's nonce has the length of every nonce (protocol §2), which is half of them (RFC 2104 §5). A nonce of the console
 * has 64 of these bits beside its time: NIST SP 800-107 §5.3.3 takes no fewer, and only this server says if a guess is right.
 */
const BYTES = {
  backup: 32,
  bootstrap_ticket: 32,
  browser_session: 32,
  console_nonce: 8,
  dpop_nonce: 32,
  erased_name: 32,
  meeting_nonce: 16,
  process_message: 32,
};
type AnyPurpose = keyof typeof BYTES;
/** What is hashed for one of these is to be known again for good. */
type LastingPurpose = "erased_name";
type Purpose = Exclude<AnyPurpose, LastingPurpose>;

/** A secret that no table stores yet. */
export type NewSecret = Omit<StoredSecret, "madeAt">;

/**
 * Secrets that all processes of this server share, by which each recognises what another one gave out and nobody stored. They are kept
 * beside the signing keys, and wrapped like them.
 */
export interface ServerSecrets {
  /** HMAC-SHA-256 of the text as base64url, by the active secret, and as long as its purpose says. */
  hash(purpose: Purpose, text: string): string;
  /** The same by each secret that any process may have used within the last day. */
  hashes(purpose: Purpose, text: string): readonly string[];
  /** True if any process hashed that text for that purpose within the last day. */
  isHash(purpose: Purpose, text: string, hash: string): boolean;
  /** HMAC-SHA-256 of the text as base64url, by a secret that never changes: the same text has the same hash for good. */
  lastingHash(purpose: LastingPurpose, text: string): string;
  /** A fresh secret, wrapped as those in the database are. */
  make(): Promise<NewSecret>;
  /** Makes the next secret if it is due, and reads the database again, since other processes may have done so. */
  follow(): Promise<void>;
}

/**
 * Loads the server's secrets. The first start makes one.
 *
 * @param wrapping wraps them in the database; those that are stored otherwise are wrapped again
 * @param gaveUp true if the administrator gives up secrets that nobody can open any more
 * @throws WrappedKeyClosed where one cannot be opened; nothing is changed then
 */
export async function loadServerSecrets(
  { db }: WithDb,
  clock: Clock,
  wrapping: WrappingKeys,
  gaveUp = false,
): Promise<ServerSecrets> {
  if (gaveUp) await giveUpLasting(db, clock, wrapping);
  const opened = new Map<string, Secret>();
  const open = async ({ id, secret }: StoredSecret): Promise<Secret> => {
    const cached = opened.get(id) ?? (await openSecret(id, secret, wrapping));
    opened.set(id, cached);
    return cached;
  };
  const read = async (rewrapped: Parameters<typeof wrapAgain>[3]): Promise<readonly [Secret, ...Secret[]]> => {
    const stored = await renewed(db, clock, wrapping);
    await wrapAgain(
      db,
      stored.map(({ id, secret }) => ({ id, text: secret })),
      wrapping,
      rewrapped,
      rewrapSecretOf("server_secrets"),
    );
    const [first, ...others] = currentFirst(stored, clock());
    for (const id of opened.keys()) if (!stored.some((each) => each.id === id)) opened.delete(id);
    return [await open(first), ...(await Promise.all(others.map(open)))];
  };
  let valid = await read(["nothing", "older"]);
  const lasting = await openLasting(db, clock, wrapping);
  // one after the other, so that an earlier look never overwrites the result of a later one
  let looked = Promise.resolve();
  return {
    hash: (purpose, text) => valid[0].hash(purpose, text),
    hashes: (purpose, text) => valid.map((secret) => secret.hash(purpose, text)),
    isHash: (purpose, text, hash) => valid.some((secret) => isEqual(secret.hash(purpose, text), hash)),
    lastingHash: (purpose, text) => lasting.hash(purpose, text),
    make: () => makeSecret(wrapping),
    follow() {
      const next = looked.then(async () => {
        valid = await read(["nothing"]);
      });
      looked = next.catch(() => undefined); // the caller of that look gets the error
      return next;
    },
  };
}

/** Deletes every secret, because a stranger may have had them. From now on nothing counts that was hashed before. */
export async function replaceSecrets(trx: Trx, secret: NewSecret, now: number): Promise<void> {
  await insertSecret(trx, { ...secret, madeAt: now });
  await deleteSecretsBut(trx, [secret.id]);
}

/** The stored secrets, the newest first, after making the next one if it is due. Of several processes, one makes it. */
async function renewed(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<readonly StoredSecret[]> {
  const stored = await findSecrets(db);
  if (!isDue(stored, clock())) return stored;
  const made = await makeSecret(wrapping);
  return db.transaction().execute(async (trx) => {
    await takeTurn(trx, "signing_keys");
    const now = clock();
    const before = await findSecrets(trx);
    if (!isDue(before, now)) return before; // another process was first
    const next = { ...made, madeAt: now };
    await insertSecret(trx, next);
    const [latest] = before;
    await deleteSecretsBut(trx, [next.id, ...(latest === undefined ? [] : [latest.id])]);
    return latest === undefined ? [next] : [next, latest];
  });
}

/** Opens the secret that lasts. The first start makes it, and no revocation of keys deletes it: what it hashed must be known again for good. */
async function openLasting(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<Secret> {
  const find = async (on: Db | Trx) => (await findSecrets(on, "lasting_secrets")).at(-1);
  const made = (await find(db)) === undefined ? await makeSecret(wrapping) : undefined;
  if (made !== undefined)
    await db.transaction().execute(async (trx) => {
      await takeTurn(trx, "signing_keys");
      const isFirst = (await find(trx)) === undefined;
      if (isFirst) await insertSecret(trx, { ...made, madeAt: clock() }, "lasting_secrets");
    });
  const stored = await find(db);
  if (stored === undefined) throw new Error("the server has no lasting secret");
  const kept = [{ id: stored.id, text: stored.secret }];
  await wrapAgain(db, kept, wrapping, ["nothing", "older"], rewrapSecretOf("lasting_secrets"));
  return openSecret(stored.id, stored.secret, wrapping);
}

/** Deletes the lasting secret if it cannot be opened, because the key that wraps it is lost. What it hashed is not known again. */
async function giveUpLasting(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<void> {
  for (const { id, secret } of await findSecrets(db, "lasting_secrets")) {
    if (await canOpen(secret, wrapping)) continue;
    await db.transaction().execute(async (trx) => {
      await takeTurn(trx, "signing_keys");
      const { numDeletedRows } = await trx.deleteFrom("lasting_secrets").where("id", "=", id).executeTakeFirst();
      if (numDeletedRows > 0n) await append(trx, erasedNamesFreed(clock(), id, { reason: "lost" }));
    });
  }
}

const isDue = ([newest]: readonly StoredSecret[], now: number): boolean =>
  newest === undefined || now - newest.madeAt >= RENEWED_MS;

/** Another process takes a new secret for granted a moment later, so it is used only then, unless there is no other. */
function currentFirst(stored: readonly StoredSecret[], now: number): readonly [StoredSecret, ...StoredSecret[]] {
  const current = stored.find(({ madeAt }) => now - madeAt >= SPREAD_MS) ?? stored.at(-1);
  if (current === undefined) throw new Error("the server has no secret");
  return [current, ...stored.filter((each) => each !== current)];
}

/** One purpose's key, and its own latest hashes: a flood for one purpose drops no hash of another. */
interface PurposeKey {
  readonly key: KeyObject;
  readonly hashes: RecentlyUsed<string>;
}

class Secret {
  readonly id: string;
  readonly #bytes: Uint8Array;
  readonly #keys = new Map<AnyPurpose, PurposeKey>();

  constructor(id: string, bytes: Uint8Array) {
    this.id = id;
    this.#bytes = bytes;
  }

  hash(purpose: AnyPurpose, text: string): string {
    const { key, hashes } = this.#keyFor(purpose);
    const cached = hashes.get(text);
    if (cached !== undefined) return cached;
    const made = createHmac("sha256", key).update(text).digest().toString("base64url", 0, BYTES[purpose]);
    hashes.add(text, made);
    return made;
  }

  /** RFC 5869. */
  #keyFor(purpose: AnyPurpose): PurposeKey {
    const cached = this.#keys.get(purpose);
    if (cached !== undefined) return cached;
    const key = createSecretKey(Buffer.from(hkdfSync("sha256", this.#bytes, "", `nearside ${purpose}`, 32)));
    const made = { key, hashes: new RecentlyUsed<string>(MOST_HASHES) };
    this.#keys.set(purpose, made);
    return made;
  }
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** RFC 7518 §6.4. A signing key's private part in this place is not a secret. */
const secretSchema = v.object({ kty: v.literal("oct"), k: v.pipe(v.string(), v.length(43)) });

/** Its randomness is WebCrypto's own. */
export async function makeSecret(wrapping: Pick<WrappingKeys, "wrap">): Promise<NewSecret> {
  const jwk = await exportJWK(await generateSecret("HS256", { extractable: true }));
  return { id: await calculateJwkThumbprint(jwk), secret: await wrapping.wrap(JSON.stringify(jwk)) };
}

async function openSecret(id: string, stored: string, wrapping: WrappingKeys): Promise<Secret> {
  const { text } = await wrapping.open(stored);
  return new Secret(id, Buffer.from(v.parse(secretSchema, JSON.parse(text)).k, "base64url"));
}

/**
 * A seal over the manifest of a backup, by a secret that is in that backup. Where the secret is wrapped, only who has the operator's key can make
 * it.
 *
 * @throws WrappedKeyClosed
 */
export const sealBy = async (
  { id, secret }: Pick<StoredSecret, "id" | "secret">,
  wrapping: WrappingKeys,
  manifest: string,
): Promise<string> => (await openSecret(id, secret, wrapping)).hash("backup", manifest);

export interface WithSecrets {
  readonly secrets: ServerSecrets;
}
