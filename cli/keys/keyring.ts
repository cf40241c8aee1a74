import { KeyringError } from "./keyring-error.ts";

// One secret of this account in the keyring of the system: secret service, Keychain or Credential Manager.

export interface Keyring {
  /** Null if there is no secret yet. @throws KeyringError */
  read(): Promise<string | null>;
  /** @throws KeyringError */
  write(secret: string): Promise<void>;
  /** @returns true if there was a secret. @throws KeyringError */
  remove(): Promise<boolean>;
}

const SERVICE = "nearside";
/**
 * The system may ask the person to unlock the keyring. A person who has not done so after this time is not there.
 * Milliseconds.
 */
const TIMEOUT = 60_000;

type Entry = import("@napi-rs/keyring").AsyncEntry;

/** @param label the name of the entry in the system's own list; each folder of keys has another */
export function openKeyring(label: string): Keyring {
  const use = async <T>(work: (entry: Entry) => Promise<T>): Promise<T> => {
    const entry = await open(label);
    try {
      return await work(entry);
    } catch (cause) {
      throw errorOf(cause);
    }
  };
  return {
    read: () => use(async (entry) => (await entry.getPassword(AbortSignal.timeout(TIMEOUT))) ?? null),
    write: (secret) => use((entry) => entry.setPassword(secret, AbortSignal.timeout(TIMEOUT))),
    remove: () => use(async (entry) => (await entry.deletePassword(AbortSignal.timeout(TIMEOUT))) === true),
  };
}

/**
 * Loads the library only when a keyring is wanted: its native part is not on every platform, and takes some milliseconds at
 * each start.
 */
async function open(label: string): Promise<Entry> {
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    // The store is named: left to itself, on Linux the library falls back to the kernel's keyring, which every process of
    // the account can read and which is lost at the next start.
    return new AsyncEntry(SERVICE, label, { linux: { store: "secret-service" } });
  } catch (cause) {
    throw new KeyringError("keyring_missing", { cause });
  }
}

/** The library has no codes of its own. An error that does not speak of a lock counts as a failure. */
function errorOf(cause: unknown): KeyringError {
  const text = cause instanceof Error ? `${cause.name} ${cause.message}` : "";
  const locked = /lock|prompt|dismiss|abort|timeout|interaction is not allowed|canceled/i.test(text);
  return new KeyringError(locked ? "keyring_locked" : "keyring_failed", { cause });
}
