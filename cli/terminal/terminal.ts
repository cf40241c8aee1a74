import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { texts } from "../texts/terminal.ts";
import { ask } from "./ask.ts";
import { pipedBytes } from "./piped-bytes.ts";
import { PipedLines } from "./piped-lines.ts";
import { StatusLine } from "./status-line.ts";
import { TerminalError } from "./terminal-error.ts";

// The rules of output. Every command speaks through this file and nothing else writes to a stream.
//
//  1. stderr is for people: what happens, questions, problems. stdout is for results: what a script wants.
//  2. With --json, stdout carries JSON objects, one on each line, and nothing else; stderr stays as it is.
//  3. Text from outside (the server, the machine, the person) has its unseen characters made visible before it is shown,
//     and stays on one line. So every line is neutralised here, without exception; colours are added after.
//  4. Colours appear only on a terminal, never with NO_COLOR (no-color.org) or TERM=dumb. They never carry a meaning of their own.
//  5. Lines are added, never removed: no clearing of the screen, no moving about. One line at the bottom may be drawn
//     over (a countdown), on a terminal only; elsewhere it is said once.
//  6. No question is asked without a terminal: the command ends and says what to give instead.
//  7. Secrets are asked for without echo, and never shown.
//  8. Ctrl-C ends everything at once: the drawn line is gone, an open question's line is ended, echo is back.

/** The look of a whole line. `strong` is for what to compare or act on, `good` and `bad` are for how it ended. */
type Tone = "plain" | "strong" | "dim" | "good" | "bad";

/** ECMA-48 SGR. */
const COLOURS: Readonly<Record<Tone, readonly [number, number] | null>> = {
  plain: null,
  strong: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  bad: [31, 39],
};

interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface TerminalStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface TerminalOptions extends TerminalStreams {
  /** NO_COLOR and TERM are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** --json. */
  readonly json: boolean;
  /** Aborted by whatever ends the command early. */
  readonly signal: AbortSignal;
  /** Called at Ctrl-C in an open question; it must abort the signal. */
  readonly onInterrupt: () => void;
}

/** A line that counts down, until it is stopped. */
interface Countdown {
  stop(): void;
}

export class Terminal {
  readonly json: boolean;
  /** True if a question can be asked. */
  readonly interactive: boolean;
  readonly #options: TerminalOptions;
  readonly #colours: boolean;
  readonly #status: StatusLine | undefined;
  readonly #piped: PipedLines;
  #lastStatus: string | undefined;
  /** Shows the open question again; undefined while none is open. */
  #askAgain: (() => void) | undefined;

  constructor(options: TerminalOptions) {
    const { stdin, stderr, env, json, signal } = options;
    const onScreen = stderr.isTTY === true;
    const plain = env["TERM"] === "dumb";
    this.#options = options;
    this.json = json;
    this.interactive = stdin.isTTY === true && onScreen;
    this.#colours = onScreen && !plain && (env["NO_COLOR"] ?? "") === "";
    this.#status = onScreen && !plain ? new StatusLine(stderr, (text) => this.#painted(text, "dim")) : undefined;
    this.#piped = new PipedLines(stdin);
    signal.addEventListener("abort", () => this.endStatus(), { once: true });
  }

  /** Writes a line for people. */
  say(line: string, tone: Tone = "plain"): void {
    this.#beside(() => this.#options.stderr.write(`${this.#painted(neutralise(line), tone)}\n`));
  }

  /** Writes a line of the result. With --json only objects count, so nothing is written then. */
  result(line: string): void {
    if (!this.json) this.#toStdout(neutralise(line));
  }

  /** Writes an object of the result with --json, and else nothing. */
  object(value: Readonly<Record<string, unknown>>): void {
    if (this.json) this.#toStdout(escaped(JSON.stringify(value)));
  }

  /**
   * Shows what happens now, in the place of what was shown so before. Off a terminal it is a line of its own, written
   * once. Nothing is drawn over an open question: the person types there.
   */
  status(text: string): void {
    if (this.#askAgain !== undefined) return;
    const line = neutralise(text);
    if (this.#status !== undefined) this.#status.draw(line);
    else if (line !== this.#lastStatus) this.say(text);
    this.#lastStatus = line;
  }

  endStatus(): void {
    this.#status?.erase();
    this.#lastStatus = undefined;
  }

  /**
   * Keeps a status line up to date each second, until it is stopped, aborted, or down to 0.
   *
   * @param text makes the line for that many seconds left
   * @param endsAt and now: milliseconds of the same clock
   */
  countdown(text: (secondsLeft: number) => string, endsAt: number, now: () => number): Countdown {
    const { signal } = this.#options;
    const secondsLeft = (): number => Math.max(0, Math.ceil((endsAt - now()) / 1000));
    this.status(text(secondsLeft()));
    if (this.#status === undefined || signal.aborted) return { stop: () => this.endStatus() };
    const timer = setInterval(() => {
      const left = secondsLeft();
      this.status(text(left));
      if (left === 0) clearInterval(timer);
    }, 1000);
    timer.unref(); // the line only shows the waiting, and keeps no process alive
    const stop = (): void => {
      clearInterval(timer);
      signal.removeEventListener("abort", stop);
      this.endStatus();
    };
    signal.addEventListener("abort", stop, { once: true });
    return { stop };
  }

  /**
   * Asks for a line, whose surrounding spaces are dropped.
   *
   * @param until takes the question back once it is aborted
   * @throws TerminalError, or the signal's reason
   */
  async question(text: string, until?: AbortSignal): Promise<string> {
    return (await this.#ask(text, true, until)).trim();
  }

  /** Asks for a secret, and shows nothing of what is typed. @throws TerminalError, or the signal's reason */
  async secret(text: string): Promise<string> {
    return (await this.#ask(text, false)).trim();
  }

  /** Asks until the answer is yes or no; neither is a default. @throws TerminalError, or the signal's reason */
  async confirm(text: string): Promise<boolean> {
    for (;;) {
      const answer = (await this.#ask(texts.yesNo({ question: text }), true)).trim().toLowerCase();
      if (answer === "yes" || answer === "y") return true;
      if (answer === "no" || answer === "n") return false;
      this.say(texts.typeYesNo);
    }
  }

  /**
   * The next line of standard input, if that is no terminal; null after the last.
   *
   * @throws TerminalError, or the signal's reason
   */
  async pipedLine(): Promise<string | null> {
    return this.#options.stdin.isTTY === true ? null : this.#piped.next(this.#options.signal);
  }

  /**
   * All of standard input, if it is no terminal; null if it is one, or brings nothing.
   * @param limit bytes
   * @throws TerminalError `input_too_long`, or the signal's reason
   */
  async pipedBytes(limit: number): Promise<Buffer | null> {
    const { stdin, signal } = this.#options;
    if (stdin.isTTY === true) return null;
    const bytes = await pipedBytes(stdin, limit, signal);
    if (bytes === undefined) throw new TerminalError("input_too_long");
    return bytes.length === 0 ? null : bytes;
  }

  async #ask(text: string, echo: boolean, until?: AbortSignal): Promise<string> {
    if (!this.interactive) throw new TerminalError("no_terminal");
    this.endStatus();
    const { stdin: input, stderr: output, signal: ending, onInterrupt } = this.#options;
    const signal = until === undefined ? ending : AbortSignal.any([ending, until]);
    const onOpen = (again: () => void): void => {
      this.#askAgain = again;
    };
    try {
      return await ask({ input, output, signal, onInterrupt, onOpen }, `${neutralise(text)} `, echo);
    } finally {
      this.#askAgain = undefined;
    }
  }

  /** Writes whole lines to the screen. A line that is drawn or asked at its bottom is put back below. */
  #beside(write: () => void): void {
    if (this.#askAgain !== undefined) {
      this.#options.stderr.write("\n");
      write();
      this.#askAgain();
    } else if (this.#status === undefined) write();
    else this.#status.above(write);
  }

  #toStdout(line: string): void {
    const write = (): void => {
      this.#options.stdout.write(`${line}\n`);
    };
    // If stdout is a terminal too, it shares its screen with the drawn line.
    if (this.#options.stdout.isTTY === true) this.#beside(write);
    else write();
  }

  #painted(line: string, tone: Tone): string {
    const colour = COLOURS[tone];
    return this.#colours && colour !== null ? `\u001b[${colour[0]}m${line}\u001b[${colour[1]}m` : line;
  }
}

/** JSON allows unseen characters in strings. As escapes they mean the same (RFC 8259 §7). */
function escaped(json: string): string {
  return json.replace(/(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    Array.from({ length: character.length }, (_none, unit) => {
      return `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
    }).join(""),
  );
}
