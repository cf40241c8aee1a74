import { createInterface, type Interface } from "node:readline";

interface Streams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** The stream that shows the question. */
  readonly output: NodeJS.WritableStream;
}

/** Asks for the lines of a terminal or a pipe one after the other. It reads nothing before the first question. */
export class TypedLines {
  readonly #streams: Streams;
  #open: { readonly reader: Interface; readonly lines: AsyncIterator<string> } | undefined;
  #ended = false;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /**
   * Asks for the next line.
   *
   * @returns undefined at the end of the input, Ctrl-D and Ctrl-C
   */
  async ask(question: string): Promise<string | undefined> {
    const { reader, lines } = this.#opened();
    if (this.#ended) {
      this.#streams.output.write(question); // a pipe may have ended while some of its lines are unread
    } else {
      reader.setPrompt(question);
      reader.prompt();
    }
    const { value, done } = await lines.next();
    if (done !== true) return value;
    this.#streams.output.write("\n"); // the question's line was not ended by the person
    return undefined;
  }

  /** Stops reading, so that the process can end. */
  close(): void {
    this.#open?.reader.close();
  }

  #opened() {
    if (this.#open !== undefined) return this.#open;
    const { input, output } = this.#streams;
    const reader = createInterface({ input, output, terminal: input.isTTY === true, historySize: 0 });
    reader.once("close", () => {
      this.#ended = true;
    });
    // the iterator is made now, because lines that came before it would be lost
    this.#open = { reader, lines: reader[Symbol.asyncIterator]() };
    return this.#open;
  }
}
