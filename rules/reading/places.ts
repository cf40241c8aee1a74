/** Turns offsets of the engine, which counts bytes of UTF-8, into lines and columns of the text. */
export class Places {
  readonly #text: string;
  readonly #isAscii: boolean;
  #lines: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#isAscii = Buffer.byteLength(text) === text.length;
  }

  /** The offset in UTF-16 code units for an offset in bytes. */
  charOf(byte: number): number {
    if (this.#isAscii) return byte;
    return Buffer.from(this.#text).subarray(0, byte).toString().length;
  }

  /** Line and column, from 1, for an offset in code units. */
  at(offset: number): { line: number; column: number } {
    this.#lines ??= [0, ...[...this.#text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length)];
    let [low, high] = [0, this.#lines.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lines[low] ?? 0) + 1 };
  }
}
