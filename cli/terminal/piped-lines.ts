import { TerminalError } from "./terminal-error.ts";

/** No person's answer, no ticket and no token comes near this length. In UTF-16 units. */
const LONGEST_LINE = 4096;

/** Reads standard input line by line if it is no terminal: `printf '%s\n' "$ticket" | nearside enroll …`. */
export class PipedLines {
  readonly #input: NodeJS.ReadableStream;
  readonly #decoder = new TextDecoder("utf-8");
  #read = "";
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(input: NodeJS.ReadableStream) {
    this.#input = input;
    // The end may come while no reader waits for a line.
    for (const event of ["end", "close", "error"]) {
      input.once(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  /**
   * The next line without its end; null after the last. Input that was not asked for is read no further than it came.
   *
   * @throws the signal's reason; TerminalError `input_too_long`
   */
  async next(signal: AbortSignal): Promise<string | null> {
    signal.throwIfAborted();
    for (;;) {
      const end = this.#read.indexOf("\n");
      if ((end < 0 ? this.#read.length : end) > LONGEST_LINE) throw new TerminalError("input_too_long");
      if (end >= 0) {
        const line = this.#read.slice(0, end);
        this.#read = this.#read.slice(end + 1);
        return line.replace(/\r$/, "");
      }
      if (this.#ended) {
        const rest = this.#read;
        this.#read = "";
        return rest === "" ? null : rest;
      }
      await this.#more(signal);
    }
  }

  async #more(signal: AbortSignal): Promise<void> {
    const input = this.#input;
    const onData = (chunk: Buffer | string): void => {
      this.#read += typeof chunk === "string" ? chunk : this.#decoder.decode(chunk, { stream: true });
      this.#wake();
    };
    const onAbort = (): void => this.#wake();
    try {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        input.on("data", onData);
        signal.addEventListener("abort", onAbort, { once: true });
        input.resume();
      });
      signal.throwIfAborted();
    } finally {
      input.pause();
      input.off("data", onData);
      signal.removeEventListener("abort", onAbort);
    }
  }
}
