import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { CompactEncrypt, compactDecrypt } from "jose";
import * as v from "valibot";
import type { Keyring } from "./keyring.ts";
import { KeyringError } from "./keyring-error.ts";

// Secrets that the keyring protects lie in files all the same, encrypted with a key that only the keyring has. So a
// file is replaced whole or not at all, its size is not limited by a keyring (Credential Manager takes 2560 bytes),
// and one question to the keyring opens all that a command needs.

export interface Vault {
  /** Says whether the keyring has a key, and makes none. @throws KeyringError */
  look(): Promise<"ready" | "empty">;
  /** Makes a key in the keyring if it has none. @throws KeyringError */
  ready(): Promise<void>;
  /** @param name the secret's name, which must be given again to open it. @throws KeyringError */
  seal(name: string, secret: unknown): Promise<string>;
  /** @throws KeyringError */
  unseal(name: string, sealed: string): Promise<unknown>;
}

/** AES-256. Bytes. */
const KEY_LENGTH = 32;
const keySchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

const contentSchema = v.strictObject({ name: v.string(), secret: v.unknown() });

interface VaultWorld {
  /** Gets random bytes from the system. */
  readonly random: (length: number) => Uint8Array;
  /** Runs a task while no other nearside process of this account runs one. */
  readonly alone: <T>(task: () => Promise<T>) => Promise<T>;
}

export function createVault(keyring: Keyring, { random, alone }: VaultWorld): Vault {
  let cached: Promise<Uint8Array | null> | undefined;
  const read = (): Promise<Uint8Array | null> => {
    cached ??= readKey(keyring);
    // A keyring that was locked may be unlocked by the next time, so it is asked again.
    cached.catch(() => {
      cached = undefined;
    });
    return cached;
  };
  const readAgain = (): Promise<Uint8Array | null> => {
    cached = undefined;
    return read();
  };
  const readOrMake = async (): Promise<Uint8Array> => {
    const key = await read();
    if (key !== null) return key;
    // No other process may do this meanwhile: of two keys made at once one would be lost, with all that was encrypted by
    // it.
    return alone(async () => {
      if ((await readAgain()) === null) await keyring.write(encodeBase64url(random(KEY_LENGTH)));
      const made = await readAgain(); // the keyring's own answer counts
      if (made === null) throw new KeyringError("keyring_failed");
      return made;
    });
  };
  return {
    look: async () => ((await readAgain()) === null ? "empty" : "ready"),
    ready: async () => {
      await readOrMake();
    },
    seal: async (name, secret) => {
      const key = await readOrMake();
      const text = new TextEncoder().encode(JSON.stringify({ name, secret }));
      return new CompactEncrypt(text).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(key);
    },
    unseal: async (name, sealed) => {
      const key = await read();
      if (key === null) throw new KeyringError("keyring_key_lost");
      const content = v.safeParse(contentSchema, await opened(key, sealed));
      if (!content.success || content.output.name !== name) throw new KeyringError("sealed_damaged");
      return content.output.secret;
    },
  };
}

async function readKey(keyring: Keyring): Promise<Uint8Array | null> {
  const text = await keyring.read();
  if (text === null) return null;
  if (!v.is(keySchema, text)) throw new KeyringError("keyring_key_lost");
  return decodeBase64url(text, "keyring");
}

async function opened(key: Uint8Array, sealed: string): Promise<unknown> {
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return JSON.parse(new TextDecoder().decode(plaintext));
  } catch {
    throw new KeyringError("sealed_damaged"); // a cause could quote what was decrypted
  }
}
