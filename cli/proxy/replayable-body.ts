/**
 * The body of a request. It is sent on as it comes, and kept as long as it is short, so that it can be sent a second time
 * if the API wants another nonce in the proof (RFC 9449 §9). One reader at a time.
 */
export class ReplayableBody {
  readonly #source: AsyncIterator<Buffer>;
  readonly #limit: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** The number of chunks that came before the first kept one. */
  #dropped = 0;
  #ended = false;
  #pulling: Promise<void> | undefined;

  /** @param limit at most so many bytes are kept */
  constructor(source: AsyncIterable<Buffer>, limit: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#limit = limit;
  }

  /** True while the body can be read again from its beginning. */
  get replayable(): boolean {
    return this.#dropped === 0;
  }

  /**
   * @returns undefined after the last. @throws everything that the source throws; TypeError where the chunk is no longer
   * kept
   */
  async chunk(index: number): Promise<Buffer | undefined> {
    while (index >= this.#dropped + this.#kept.length && !this.#ended) {
      this.#pulling ??= this.#pull();
      await this.#pulling;
    }
    if (index < this.#dropped) throw new TypeError("a chunk that is no longer kept");
    return this.#kept[index - this.#dropped];
  }

  async #pull(): Promise<void> {
    try {
      const { done, value } = await this.#source.next();
      if (done === true) {
        this.#ended = true;
        return;
      }
      if (this.#dropped > 0 || this.#keptBytes + value.length > this.#limit) {
        this.#dropped += this.#kept.length;
        this.#kept = [];
        this.#keptBytes = 0;
      }
      this.#kept.push(value);
      this.#keptBytes += value.length;
    } finally {
      this.#pulling = undefined;
    }
  }
}
