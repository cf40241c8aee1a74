import { createHash } from "node:crypto";
import { crc32, inflateSync } from "node:zlib";

/** A picture of an authenticator that may be shown. */
export interface Icon {
  /** base64url of SHA-256 of its bytes: its name here. */
  readonly id: string;
  /** PNG */
  readonly png: Uint8Array<ArrayBuffer>;
}

const PREFIX = "data:image/png;base64,";
/** Characters and pixels: an icon, not a poster. */
const MAX_TEXT = 87_380;
const MAX_SIDE = 512;
const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
/** The chunks that a picture needs (PNG, 3rd edition §5.6). All others, such as text, profiles and animation, are left out. */
const KEPT = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
/** Samples of a pixel, by colour type (PNG §11.2.1). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * An icon of the metadata, made again of its picture alone, or undefined: SVG may hold scripts, and of a PNG only one whose every
 * part is as it should be is kept. It is not decoded here; its size is known before the browser decodes it.
 */
export function cleanIcon(dataUrl: string | undefined): Icon | undefined {
  if (dataUrl === undefined || dataUrl.length > MAX_TEXT || !dataUrl.startsWith(PREFIX)) return undefined;
  const chunks = readChunks(Buffer.from(dataUrl.slice(PREFIX.length), "base64"));
  if (chunks === undefined || !isPicture(chunks)) return undefined;
  const allowed = chunks.filter(({ type }) => KEPT.includes(type));
  const png = new Uint8Array(Buffer.concat([SIGNATURE, ...allowed.map(({ raw }) => raw)]));
  return { id: createHash("sha256").update(png).digest("base64url"), png };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** The whole chunk, with length, type and checksum. */
  readonly raw: Buffer;
}

/**
 * Reads the chunks from the signature to IEND and not a byte more, each with its checksum (PNG §5.3); undefined for any
 * other bytes.
 */
function readChunks(bytes: Buffer): readonly Chunk[] | undefined {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const typed = bytes.subarray(at + 4, end - 4);
    if (crc32(typed) !== bytes.readUInt32BE(end - 4)) return undefined;
    chunks.push({ type: typed.toString("latin1", 0, 4), data: typed.subarray(4), raw: bytes.subarray(at, end) });
    at = end;
    if (chunks.at(-1)?.type === "IEND") return at === bytes.length ? chunks : undefined;
  }
  return undefined;
}

function isPicture(chunks: readonly Chunk[]): boolean {
  const of = (type: string) => chunks.filter((chunk) => chunk.type === type);
  const header = chunks[0];
  const once = ["IHDR", "IEND"].every((type) => of(type).length === 1) && of("PLTE").length <= 1;
  if (!once || header?.type !== "IHDR" || header.data.length !== 13) return false;
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  const [depth = 0, colour = -1, compression, filter, interlace] = header.data.subarray(8);
  const samples = SAMPLES[colour];
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE || samples === undefined) return false;
  if (![1, 2, 4, 8, 16].includes(depth) || compression !== 0 || filter !== 0 || interlace !== 0) return false;
  const size = height * (1 + Math.ceil((width * samples * depth) / 8)); // a filter byte before each line (PNG §7.2)
  try {
    return inflateSync(Buffer.concat(of("IDAT").map(({ data }) => data)), { maxOutputLength: size }).length === size;
  } catch {
    return false;
  }
}
