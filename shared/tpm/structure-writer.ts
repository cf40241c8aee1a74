// Writes TPM 2.0 structures (TPM Library Part 2): numbers are big-endian, a TPM2B is a 16-bit length and as many bytes.

type Bytes = Uint8Array<ArrayBuffer>;

export const u8 = (value: number): Bytes => Uint8Array.of(value);
export const u16 = (value: number): Bytes => Uint8Array.of(value >>> 8, value & 0xff);
export const u32 = (value: number): Bytes =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);

/** Concatenates the parts. */
export function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A TPM2B. */
export const sized = (bytes: Uint8Array): Bytes => joined(u16(bytes.length), bytes);

export const EMPTY: Bytes = new Uint8Array(0);
