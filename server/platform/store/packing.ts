import { deflateRawSync, inflateRawSync } from "node:zlib";

// Rows of signed texts are large, because base64url spells out their bytes and because the names of their claims are the same in every row.
// A packed document has the bytes themselves, compressed against words that documents of its kind have in common.

interface Packing {
  /** @param document a value that JSON can write */
  readonly pack: (document: object) => Uint8Array;
  /** @returns the value that was packed; also that of a document that a migration stored as JSON */
  readonly unpack: (packed: Uint8Array) => unknown;
}

/** The first byte of a document that is stored as JSON. Every other first byte is the number of its words. */
const PLAIN = 0;
/** A shorter text, such as the hash of a statement, may be in a signed text too, and then the compressor writes it once. */
const SHORTEST = 44;
/** A compact JWS, or one base64url text. */
const ENCODED = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
/** Begins a text that stands for bytes behind the JSON. A text that began with it before begins with two. */
const MARK = "~";
/** The compressor's memory fits a document of a few thousand bytes: with its usual size, most of its time would go into that memory. */
const SMALL = { level: 1, windowBits: 13, memLevel: 6, chunkSize: 4096 };

/**
 * Makes a packing for documents of one kind.
 *
 * @param words texts with what such documents have in common, the oldest first. A document is packed with the newest. The older ones are
 * needed for what was packed with them, so a text that was released is never changed.
 */
export function packingBy(words: readonly [string, ...string[]]): Packing {
  const dictionaries = words.map((text) => Buffer.from(text));
  const newest = dictionaries.length;
  return {
    pack(document) {
      const bytes: Buffer[] = [];
      const json = JSON.stringify(document, (_name, value: unknown) =>
        typeof value === "string" ? withoutBytes(value, bytes) : value,
      );
      const whole = Buffer.concat([Buffer.from(`${json}\0`), ...bytes]);
      return Buffer.concat([Buffer.of(newest), deflateRawSync(whole, { ...SMALL, ...wordsOf(dictionaries, newest) })]);
    },
    unpack(packed) {
      const [form = PLAIN] = packed;
      const rest = packed.subarray(1);
      if (form === PLAIN) return JSON.parse(Buffer.from(rest).toString());
      const whole = inflateRawSync(rest, { chunkSize: 8192, ...wordsOf(dictionaries, form) });
      const end = whole.indexOf(0); // JSON has no such byte
      let at = end + 1;
      const take = (length: number): string => {
        const from = at;
        at += length;
        return whole.toString("base64url", from, at);
      };
      return JSON.parse(whole.toString("utf8", 0, end), (_name, value: unknown) =>
        typeof value === "string" && value.startsWith(MARK) ? withBytes(value.slice(1), take) : value,
      );
    },
  };
}

function wordsOf(dictionaries: readonly Buffer[], form: number): { readonly dictionary: Buffer } {
  const dictionary = dictionaries[form - 1];
  if (dictionary === undefined)
    throw new Error(`a document is packed with words ${form}, which this server does not have`);
  return { dictionary };
}

/** Puts the bytes of an encoded text aside, and returns the lengths of its parts in its place. */
function withoutBytes(text: string, bytes: Buffer[]): string {
  if (text.startsWith(MARK)) return MARK + text;
  if (text.length < SHORTEST || !ENCODED.test(text)) return text;
  const parts = text.split(".").map((part) => Buffer.from(part, "base64url"));
  if (parts.map((part) => part.toString("base64url")).join(".") !== text) return text; // another text of the same bytes
  bytes.push(...parts);
  return MARK + parts.map(({ length }) => length).join(".");
}

const withBytes = (lengths: string, take: (length: number) => string): string =>
  lengths.startsWith(MARK)
    ? lengths
    : lengths
        .split(".")
        .map((length) => take(Number(length)))
        .join(".");
