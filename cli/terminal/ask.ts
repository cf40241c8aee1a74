import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { TerminalError } from "./terminal-error.ts";

interface Asking {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Aborted by Ctrl-C and by whatever else ends the command. */
  readonly signal: AbortSignal;
  /** Ctrl-C while a question is open: the terminal then sends a character instead of a signal. */
  readonly onInterrupt: () => void;
}

/** Swallows what readline would echo. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * Asks one question on a terminal and waits for a line. However it ends, the line on the screen is ended and the terminal
 * echoes again.
 * @param prompt neutralised
 * @param echo false for secrets
 * @throws the signal's reason; TerminalError `input_ended` at Ctrl-D
 */
export async function ask(
  { input, output, signal, onInterrupt }: Asking,
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
  // Only now, with the terminal's own echo off: whoever waits for the prompt may type at once.
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
    });
    lineEnded = echo;
    return answer;
  } finally {
    signal.removeEventListener("abort", close);
    lines.close(); // gives the terminal its echo back
    if (!lineEnded) output.write("\n");
  }
}
