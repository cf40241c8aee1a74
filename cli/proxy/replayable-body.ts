/**
 * The body of a request. It is sent on as it comes, and buffered as long as it is short, so that it can be sent a second time
 * if the API wants another nonce in the proof (RFC 9449 §9). One reader at a time.
 */
export class ReplayableBody {
  readonly #source: AsyncIterator<Buffer>;
  readonly #limit: number;
  #buffer: Buffer[] = [];
  #bufferBytes = 0;
  /** The number of chunks that came before the first buffered one. */
  #dropped = 0;
  #ended = false;
  #pulling: Promise<void> | undefined;

  /** @param limit the most bytes that are buffered */
  constructor(source: AsyncIterable<Buffer>, limit: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#limit = limit;
  }

  /** True while the body can be read again from its beginning. */
  get replayable(): boolean {
    return this.#dropped === 0;
  }

  /**
   * @returns undefined after the last. @throws everything that the source throws; TypeError if the chunk is no longer
   * buffered
   */
  async chunk(index: number): Promise<Buffer | undefined> {
    while (index >= this.#dropped + this.#buffer.length && !this.#ended) {
      this.#pulling ??= this.#pull();
      await this.#pulling;
    }
    if (index < this.#dropped) throw new TypeError("a chunk that is no longer buffered");
    return this.#buffer[index - this.#dropped];
  }

  async #pull(): Promise<void> {
    try {
      const { done, value } = await this.#source.next();
      if (done === true) {
        this.#ended = true;
        return;
      }
      if (this.#dropped > 0 || this.#bufferBytes + value.length > this.#limit) {
        this.#dropped += this.#buffer.length;
        this.#buffer = [];
        this.#bufferBytes = 0;
      }
      this.#buffer.push(value);
      this.#bufferBytes += value.length;
    } finally {
      this.#pulling = undefined;
    }
  }
}
