import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { TerminalError } from "./terminal-error.ts";

interface Asking {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Aborted by Ctrl-C and by everything else that ends the command. */
  readonly signal: AbortSignal;
  /** Called at Ctrl-C while a question is open: the terminal then sends a character instead of a signal. */
  readonly onInterrupt: () => void;
  /** Called once the question is open. @param again shows it again, with what was typed, below other lines */
  readonly onOpen: (again: () => void) => void;
}

/** Swallows readline's echo. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * Asks one question on a terminal and waits for a line. However it ends, the line on the screen is ended and the terminal
 * echoes again.
 *
 * @param prompt neutralised
 * @param echo false for secrets
 * @throws the signal's reason; TerminalError `input_ended` at Ctrl-D
 */
export async function ask(
  { input, output, signal, onInterrupt, onOpen }: Asking,
  prompt: string,
  echo: boolean,
): Promise<string> {
  signal.throwIfAborted();
  const lines = createInterface({
    input,
    output: echo ? output : nowhere(),
    prompt: echo ? prompt : "",
    terminal: true,
    historySize: 0,
  });
  // The prompt is written only now that the terminal's own echo is off: a person or script may type as soon as it is there.
  if (!echo) output.write(prompt);
  const close = (): void => lines.close();
  signal.addEventListener("abort", close, { once: true });
  let lineEnded = false;
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => reject(signal.aborted ? signal.reason : new TerminalError("input_ended")));
      lines.on("SIGINT", onInterrupt);
      lines.prompt();
      onOpen(() => output.write(echo ? prompt + lines.line : prompt));
    });
    lineEnded = echo;
    return answer;
  } finally {
    signal.removeEventListener("abort", close);
    lines.close(); // gives the terminal its echo back
    if (!lineEnded) output.write("\n");
  }
}
