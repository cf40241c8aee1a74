/** The bytes are not the expected TPM structure. `what` names the structure's member, never its content. */
export class StructureError extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`not the TPM structure that was expected: ${what}`);
    this.name = "StructureError";
    this.what = what;
  }
}

/**
 * Reads TPM 2.0 structures (TPM Library Part 2): big-endian numbers, and bytes after their own 16-bit length. The bytes
 * may come from a hostile author: nothing is read beyond their end.
 */
export class StructureReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws StructureError, as every method here, if the bytes end too early */
  u8(what: string): number {
    return this.#view.getUint8(this.#advance(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.#advance(2, what));
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#advance(4, what));
  }

  /** Returns a copy, so that no later change reaches what was read. */
  bytes(length: number, what: string): Uint8Array<ArrayBuffer> {
    const from = this.#advance(length, what);
    return this.#bytes.slice(from, from + length);
  }

  /** Reads a TPM2B: a length, and as many bytes, at most `most`. */
  sized(most: number, what: string): Uint8Array<ArrayBuffer> {
    const length = this.u16(what);
    if (length > most) throw new StructureError(what);
    return this.bytes(length, what);
  }

  /** Reads a number of 16 bits that can only be the expected one. */
  only(expected: number, what: string): void {
    if (this.u16(what) !== expected) throw new StructureError(what);
  }

  /** Demands that no byte is left. */
  end(what: string): void {
    if (this.#at !== this.#bytes.length) throw new StructureError(what);
  }

  rest(): Uint8Array<ArrayBuffer> {
    return this.bytes(this.#bytes.length - this.#at, "rest");
  }

  #advance(length: number, what: string): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new StructureError(what);
    this.#at = from + length;
    return from;
  }
}
