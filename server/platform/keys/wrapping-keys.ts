import { readFileSync } from "node:fs";
import { CompactEncrypt, compactDecrypt, errors } from "jose";
import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";
import { CREDENTIALS_VARIABLE, type WrappingKeySource } from "../config/wrapping-key-settings.ts";

// The private parts of the signing keys, as the database stores them: unencrypted, or each as a JWE (RFC 7516) whose fresh content key is
// wrapped by a key that the operator stores elsewhere (A256KW, A256GCM).

/** An unencrypted private part, and the form in which it was stored. */
export interface Opened {
  readonly text: string;
  /** `older`: by a key that only opens stored private parts, and wraps none any more. */
  readonly wrappedBy: "nothing" | "current" | "older";
}

export interface WrappingKeys {
  /** False where the operator gave no key, so that nothing is wrapped. */
  readonly areGiven: boolean;
  wrap(text: string): Promise<string>;
  /** @throws WrappedKeyClosed */
  open(stored: string): Promise<Opened>;
}

/** A signing key cannot be opened with what this server was given. The message is a sentence for the person who starts it. */
export class WrappedKeyClosed extends CannotStart {
  override readonly name = "WrappedKeyClosed";
}

const HEADER = { alg: "A256KW", enc: "A256GCM", typ: "nearside-signing-key" } as const;
/** 256 bits as base64 or base64url, as `openssl rand -base64 32` prints them. */
const KEY = /^[A-Za-z0-9+/_-]{43}=?$/;
const KEY_BYTES = 32;
/** A file has one key that wraps, and few older ones. */
const MOST_KEYS = 8;

const LOST = startTexts.keys.ifLost;

/** Wraps nothing. */
export const CLEAR: WrappingKeys = {
  areGiven: false,
  wrap: async (text) => text,
  open: async (stored) => {
    if (!isWrapped(stored)) return { text: stored, wrappedBy: "nothing" };
    throw new WrappedKeyClosed(startTexts.keys.noneGiven({ ifLost: LOST }));
  },
};

/**
 * The keys that the operator gave: the first one wraps, and all of them open.
 *
 * @throws CannotStart where they cannot be read, or the file has no key
 */
export function wrappingKeysOf(source: WrappingKeySource | undefined): WrappingKeys {
  if (source === undefined) return CLEAR;
  if ("missing" in source)
    throw new CannotStart(startTexts.keys.noCredential({ credential: source.missing, variable: CREDENTIALS_VARIABLE }));
  const where =
    "text" in source ? source.setting : startTexts.keys.fileOfSetting({ path: source.path, setting: source.setting });
  const [current, ...older] = readKeys(source, where);
  if (current === undefined) throw notKeys(where);
  return {
    areGiven: true,
    wrap: (text) => new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(HEADER).encrypt(current),
    async open(stored) {
      if (!isWrapped(stored)) return { text: stored, wrappedBy: "nothing" };
      for (const key of [current, ...older]) {
        const text = await unwrap(stored, key);
        if (text !== undefined) return { text, wrappedBy: key === current ? "current" : "older" };
      }
      throw new WrappedKeyClosed(startTexts.keys.otherKey({ where, ifLost: LOST }));
    },
  };
}

/** JSON begins with a brace. */
export const isWrapped = (stored: string): boolean => !stored.startsWith("{");

/** Undefined where that key does not open it. */
async function unwrap(stored: string, key: Uint8Array): Promise<string | undefined> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(stored, key, {
      keyManagementAlgorithms: [HEADER.alg],
      contentEncryptionAlgorithms: [HEADER.enc],
    });
    return protectedHeader.typ === HEADER.typ ? new TextDecoder().decode(plaintext) : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

type Given = Exclude<WrappingKeySource, { readonly missing: string }>;

function readKeys(source: Given, where: string): readonly Uint8Array[] {
  const lines = readText(source, where)
    .split(/\s+/)
    .filter((line) => line !== "");
  if (lines.length === 0 || lines.length > MOST_KEYS || !lines.every((line) => KEY.test(line))) throw notKeys(where);
  const keys = lines.map((line) => new Uint8Array(Buffer.from(line, "base64")));
  if (keys.some(({ length }) => length !== KEY_BYTES)) throw notKeys(where);
  return keys;
}

function readText(source: Given, where: string): string {
  if ("text" in source) return source.text();
  try {
    return readFileSync(source.path, "utf8");
  } catch (cause) {
    throw new CannotStart(startTexts.keys.unreadable({ where }), { cause });
  }
}

const notKeys = (where: string): CannotStart => new CannotStart(startTexts.keys.notAKey({ where }));

/** False if what is stored is wrapped by another key than this server was given, or by one where it was given none. */
export async function canOpen(stored: string, wrapping: WrappingKeys): Promise<boolean> {
  try {
    await wrapping.open(stored);
    return true;
  } catch (error) {
    if (error instanceof WrappedKeyClosed) return false;
    throw error;
  }
}
