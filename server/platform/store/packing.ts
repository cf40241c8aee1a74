import { deflateRawSync, inflateRawSync } from "node:zlib";

// Rows of signed texts are large, because base64url spells out their bytes and because the names of their claims are the same in every row.
// A packed document has the bytes themselves. Its texts are compressed against words that documents of its kind have in common. Signatures
// and other bytes of chance come behind them as they are: nothing compresses them, and among the texts they would make those longer.

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
/** Begins a text that stands for bytes elsewhere. A text that began with it before begins with two. */
const MARK = "~";
/** Ends the length of a part that is no text. */
const AS_IT_IS = "b";
/** The first byte of a JSON object. A part of bytes that begins with it by chance is compressed too, and comes back anyway. */
const OBJECT = 0x7b;
/** The number of the words, and the length of the compressed texts. */
const HEAD = 5;
/** The compressor's memory fits a document of a few thousand bytes: with its usual size, most of its time would go into that memory. */
const SMALL = { level: 6, windowBits: 13, memLevel: 6, chunkSize: 4096 };

/** The words that documents of one kind have in common. */
export interface Words {
  /** The version of this server that had them first. */
  readonly since: string;
  /** It is never changed once it was released: what was packed with it needs it. */
  readonly text: string;
}

/**
 * Makes a packing for documents of one kind.
 *
 * @param words the oldest first
 * @param written the number of those with which documents are packed. Newer ones are only read: in a rolling update processes of the version
 * before must read what this one writes, so words are added in one version and written in a later one.
 */
export function packingBy(words: readonly Words[], written: number): Packing {
  const dictionaries = words.map(({ text }) => Buffer.from(text));
  wordsOf(dictionaries, written); // they are there
  return {
    pack(document) {
      const aside: Aside = { texts: [], bytes: [] };
      const json = JSON.stringify(document, (_name, value: unknown) =>
        typeof value === "string" ? withoutBytes(value, aside) : value,
      );
      const whole = Buffer.concat([Buffer.from(`${json}\0`), ...aside.texts]);
      const texts = deflateRawSync(whole, { ...SMALL, ...wordsOf(dictionaries, written) });
      const head = Buffer.allocUnsafe(HEAD);
      head.writeUInt8(written, 0);
      head.writeUInt32BE(texts.length, 1);
      return Buffer.concat([head, texts, ...aside.bytes]);
    },
    unpack(packed) {
      const all = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
      const [form = PLAIN] = all;
      if (form === PLAIN) return JSON.parse(all.toString("utf8", 1));
      const behind = HEAD + all.readUInt32BE(1);
      const texts = all.subarray(HEAD, behind);
      const whole = inflateRawSync(texts, { chunkSize: 8192, ...wordsOf(dictionaries, form) });
      const end = whole.indexOf(0); // JSON has no such byte
      const [takeText, takeBytes] = [taking(whole, end + 1), taking(all, behind)];
      const take = (part: string): string =>
        part.endsWith(AS_IT_IS) ? takeBytes(Number(part.slice(0, -1))) : takeText(Number(part));
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

/** Takes so many bytes each time, from that place on, in base64url. */
function taking(from: Buffer, start: number): (length: number) => string {
  let at = start;
  return (length) => {
    const begin = at;
    at += length;
    return from.toString("base64url", begin, at);
  };
}

/** The parts of encoded texts, in their order. */
interface Aside {
  readonly texts: Buffer[];
  readonly bytes: Buffer[];
}

/** Puts the bytes of an encoded text aside, and returns the lengths of its parts in its place. */
function withoutBytes(text: string, aside: Aside): string {
  if (text.startsWith(MARK)) return MARK + text;
  if (text.length < SHORTEST || !ENCODED.test(text)) return text;
  const parts = text.split(".").map((part) => Buffer.from(part, "base64url"));
  if (parts.map((part) => part.toString("base64url")).join(".") !== text) return text; // another text of the same bytes
  return MARK + parts.map((part) => putAside(part, aside)).join(".");
}

function putAside(part: Buffer, { texts, bytes }: Aside): string {
  const isText = part[0] === OBJECT;
  (isText ? texts : bytes).push(part);
  return isText ? String(part.length) : `${part.length}${AS_IT_IS}`;
}

const withBytes = (lengths: string, take: (part: string) => string): string =>
  lengths.startsWith(MARK) ? lengths : lengths.split(".").map(take).join(".");
