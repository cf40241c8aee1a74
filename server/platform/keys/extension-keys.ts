import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import * as v from "valibot";
import { append } from "../audit/event-log.ts";
import { extensionKeyEnded, extensionKeyMade } from "../audit/events/extension-keys.ts";
import type { Db, WithDb } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";
import type { Clock } from "../surroundings.ts";
import {
  endExtensionKey,
  findExtensionKeys,
  insertExtensionKey,
  type NewExtensionKey,
  noteHighestVersion,
  retireExtensionKey,
  rewrapExtensionKey,
  type StoredExtensionKey,
} from "./extension-key-store.ts";
import { wrapAgain } from "./wrap-again.ts";
import { canOpen, type WrappingKeys } from "./wrapping-keys.ts";

// The keys of the extension's package in Chromium (CRX3). They are RSA, whose signature of the same bytes is always the same: so every
// process of this server makes the same package, and the hash that one tells fits what another one sends.

const MODULUS_BITS = 2048;

/** A key that signs packages. */
export interface ExtensionKey extends Omit<StoredExtensionKey, "privateJwk"> {
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2). */
  sign(bytes: Uint8Array): Uint8Array;
}

export interface ExtensionKeys {
  /** The keys that sign, the active one first, after making the first. */
  signing(): Promise<readonly [ExtensionKey, ...ExtensionKey[]]>;
  /** Every key that there ever was. */
  all(): Promise<readonly StoredExtensionKey[]>;
  /** Makes another key the active one. The one before keeps signing for the machines that have its extension, or ends at once. */
  rotate(how: { readonly endsOld: boolean }): Promise<{ readonly id: string; readonly before: string | undefined }>;
  /** Ends a retired key for good. An active key is not ended. @returns what the key was; `unknown` if no key has that id */
  end(id: string): Promise<"ended" | "active" | "unknown">;
  /** Notes that a key has signed a higher version than before. */
  noteVersion(key: ExtensionKey, version: string): Promise<void>;
}

export interface WithExtensionKeys {
  readonly extensionKeys: ExtensionKeys;
}

/**
 * The id of an extension: the first half of its key's SHA-256, each four bits as a letter from a to p (Chromium,
 * `crx_file::id_util::GenerateId`).
 *
 * @param publicKey SubjectPublicKeyInfo as base64
 */
const extensionIdOf = (publicKey: string): string =>
  createHash("sha256")
    .update(Buffer.from(publicKey, "base64"))
    .digest("hex")
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));

/**
 * Opens what is kept of them, and makes none: the first is made when it is first asked for.
 *
 * @param wrapping wraps their private parts in the database; those that are stored otherwise are wrapped again
 * @param gaveUp true if the administrator gives up keys that nobody can open any more
 * @throws WrappedKeyClosed where one cannot be opened; nothing is changed then
 */
export async function loadExtensionKeys(
  { db }: WithDb,
  clock: Clock,
  wrapping: WrappingKeys,
  gaveUp = false,
): Promise<ExtensionKeys> {
  if (gaveUp) await endLost(db, clock, wrapping);
  const kept = (await findExtensionKeys(db)).map(({ id, privateJwk: text }) => ({ id, text }));
  await wrapAgain(db, kept, wrapping, ["nothing", "older"], rewrapExtensionKey);
  const opened = new Map<string, KeyObject>();
  const open = async ({ privateJwk, ...key }: StoredExtensionKey): Promise<ExtensionKey> => {
    const secret = opened.get(key.id) ?? (await openKey(key.id, privateJwk, wrapping));
    opened.set(key.id, secret);
    return { ...key, sign: (bytes) => new Uint8Array(sign("sha256", bytes, secret)) };
  };
  const make = async (endsOld: boolean, isFirst: boolean): ReturnType<ExtensionKeys["rotate"]> => {
    const made = await makeKey(wrapping);
    return db.transaction().execute(async (trx) => {
      await takeTurn(trx, "signing_keys");
      const active = (await findExtensionKeys(trx)).find(({ state }) => state === "active");
      if (isFirst && active !== undefined) return { id: active.id, before: undefined }; // another process was first
      const now = clock();
      const before = await retireExtensionKey(trx, now);
      if (before !== undefined && endsOld && (await endExtensionKey(trx, before, now)))
        await append(trx, extensionKeyEnded(now, before, { reason: "replaced" }));
      await insertExtensionKey(trx, made, now);
      await append(trx, extensionKeyMade(now, made.id, { predecessor: before ?? null }));
      return { id: made.id, before };
    });
  };
  let making: Promise<unknown> | undefined;
  return {
    all: () => findExtensionKeys(db),
    async signing() {
      let keys = await findExtensionKeys(db);
      if (!keys.some(({ state }) => state === "active")) {
        // Anybody may be the first to ask, and many at once: one key is made for all of them.
        making ??= make(false, true).finally(() => {
          making = undefined;
        });
        await making;
        keys = await findExtensionKeys(db);
      }
      const active = keys.find(({ state }) => state === "active");
      if (active === undefined) throw new Error("no key of the extension is active");
      const retired = keys.filter(({ state }) => state === "retired");
      for (const id of opened.keys()) if (![active, ...retired].some((key) => key.id === id)) opened.delete(id);
      return [await open(active), ...(await Promise.all(retired.map(open)))];
    },
    rotate: ({ endsOld }) => make(endsOld, false),
    end: (id) =>
      db.transaction().execute(async (trx) => {
        await takeTurn(trx, "signing_keys");
        const key = (await findExtensionKeys(trx)).find((each) => each.id === id);
        if (key === undefined || key.state === "ended") return "unknown";
        if (key.state === "active") return "active";
        const now = clock();
        await endExtensionKey(trx, id, now);
        await append(trx, extensionKeyEnded(now, id, { reason: "replaced" }));
        return "ended";
      }),
    noteVersion: ({ id, highestVersion }, version) => noteHighestVersion(db, id, highestVersion, version),
  };
}

/** Only the members that an RSA private key has (RFC 7518 §6.3). */
const privateJwkSchema = v.object({ kty: v.literal("RSA"), n: v.string(), e: v.string(), d: v.string() });

async function makeKey(wrapping: WrappingKeys): Promise<NewExtensionKey> {
  const pair = await generateKeyPair("RS256", { extractable: true, modulusLength: MODULUS_BITS });
  const jwk = await exportJWK(pair.privateKey);
  const publicKey = publicKeyOf(createPrivateKey({ key: jwk, format: "jwk" }));
  return { id: extensionIdOf(publicKey), publicKey, privateJwk: await wrapping.wrap(JSON.stringify(jwk)) };
}

const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");

async function openKey(id: string, stored: string | null, wrapping: WrappingKeys): Promise<KeyObject> {
  if (stored === null) throw new Error("a key of the extension lacks its private part");
  const { text } = await wrapping.open(stored);
  const jwk: unknown = JSON.parse(text);
  v.assert(privateJwkSchema, jwk);
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  if (extensionIdOf(publicKeyOf(key)) !== id) throw new Error("a key of the extension has another key's private part");
  return key;
}

/** Ends every key that cannot be opened, because the key that wraps it is lost. */
async function endLost(db: Db, clock: Clock, wrapping: WrappingKeys): Promise<void> {
  for (const { id, privateJwk } of await findExtensionKeys(db)) {
    if (privateJwk === null || (await canOpen(privateJwk, wrapping))) continue;
    await db.transaction().execute(async (trx) => {
      await takeTurn(trx, "signing_keys");
      const now = clock();
      if (await endExtensionKey(trx, id, now)) await append(trx, extensionKeyEnded(now, id, { reason: "lost" }));
    });
  }
}
