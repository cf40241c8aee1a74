import { KeyringError } from "./keyring-error.ts";

// One secret of this account in the keyring of the system: secret service, Keychain, Credential Manager.

export interface Keyring {
  /** Null where there is none. @throws KeyringError */
  read(): Promise<string | null>;
  /** @throws KeyringError */
  write(secret: string): Promise<void>;
  /** @returns whether there was one. @throws KeyringError */
  remove(): Promise<boolean>;
}

const SERVICE = "nearside";
/** The system may ask the person to unlock it; whoever has not done so by then is not there. Milliseconds. */
const TIMEOUT = 60_000;

type Entry = import("@napi-rs/keyring").AsyncEntry;

/**
 * @param label what the entry is called in the system's own list; a further one for each folder of keys
 */
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

/** Loaded only when a keyring is wanted: the native part is not on every platform, and costs every start some milliseconds. */
async function open(label: string): Promise<Entry> {
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    // Said in so many words: left to itself, on Linux it falls back to the kernel's keyring, which every process of the
    // account can read and which is lost at the next start.
    return new AsyncEntry(SERVICE, label, { linux: { store: "secret-service" } });
  } catch (cause) {
    throw new KeyringError("keyring_missing", { cause });
  }
}

/** The library has no codes of its own; what isn't known to be locked is a failure. */
function errorOf(cause: unknown): KeyringError {
  const text = cause instanceof Error ? `${cause.name} ${cause.message}` : "";
  const locked = /lock|prompt|dismiss|abort|timeout|interaction is not allowed|canceled/i.test(text);
  return new KeyringError(locked ? "keyring_locked" : "keyring_failed", { cause });
}
