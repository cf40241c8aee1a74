/** The bytes are not what SSH writes. `what` names the part, never its content. */
export class WireError extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`not what SSH writes: ${what}`);
    this.name = "WireError";
    this.what = what;
  }
}

/**
 * Reads SSH's data types (RFC 4251 §5): strings after their own 32-bit length, and numbers as such strings. The bytes may come from a
 * hostile author: nothing is read beyond their end.
 */
export class WireReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws WireError, as every method here, if the bytes end too early */
  string(what: string): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length - this.#at < 4) throw new WireError(what);
    const length = this.#view.getUint32(this.#at);
    const from = this.#at + 4;
    if (length > this.#bytes.length - from) throw new WireError(what);
    this.#at = from + length;
    return this.#bytes.slice(from, from + length);
  }

  /** A string of printable ASCII, which names an algorithm or a curve. */
  name(what: string): string {
    const bytes = this.string(what);
    if (bytes.length > 64 || bytes.some((byte) => byte < 0x21 || byte > 0x7e)) throw new WireError(what);
    return String.fromCharCode(...bytes);
  }

  /** A whole number above 0, without the leading zero that `mpint` may have, and in its one form. */
  positive(most: number, what: string): Uint8Array<ArrayBuffer> {
    const bytes = this.string(what);
    const [first = 0, second = 0] = bytes;
    const padded = first === 0;
    if (bytes.length === 0 || first >= 0x80 || (padded && second < 0x80)) throw new WireError(what);
    const digits = padded ? bytes.slice(1) : bytes;
    if (digits.length > most) throw new WireError(what);
    return digits;
  }

  /** Demands that no byte is left. */
  end(what: string): void {
    if (this.#at !== this.#bytes.length) throw new WireError(what);
  }
}
