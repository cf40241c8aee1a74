import { crc32, deflateSync } from "node:zlib";

// These functions make pictures in PNG, right ones and wrong ones.

export const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** @param type four letters (PNG, 3rd edition §5.3) */
export function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/** Makes IHDR. @param more depth, colour type, compression, filter, interlace */
export function header(width: number, height: number, more: readonly number[] = [8, 2, 0, 0, 0]): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data.set(more, 8);
  return chunk("IHDR", data);
}

/** Makes IDAT with that many black pixels, in RGB. */
export const pixels = (width: number, height: number) =>
  chunk("IDAT", deflateSync(Buffer.alloc(height * (1 + width * 3))));
export const png = (...chunks: readonly Buffer[]) => Buffer.concat([SIGNATURE, ...chunks]);

export const onePixel = (): Buffer => png(header(1, 1), pixels(1, 1), chunk("IEND"));
