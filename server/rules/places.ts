/** Turns offsets of the engine, which counts bytes of UTF-8, into lines and columns of the text. */
export class Places {
  readonly #text: string;
  readonly #isAscii: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#isAscii = Buffer.byteLength(text) === text.length;
  }

  /** Of an offset in bytes, the one in UTF-16 code units. */
  charOf(byte: number): number {
    if (this.#isAscii) return byte;
    return Buffer.from(this.#text).subarray(0, byte).toString().length;
  }

  /** Of an offset in code units: from 1. */
  at(offset: number): { line: number; column: number } {
    const before = this.#text.slice(0, offset);
    const lastBreak = before.lastIndexOf("\n");
    return { line: before.split("\n").length, column: offset - lastBreak };
  }
}
