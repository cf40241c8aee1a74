import { RoomError } from "../problems/problem.ts";

const SENTENCES = {
  no_terminal:
    "There is no terminal to ask on. Run this command in a terminal, or give what it needs by options and on standard input.",
  input_ended: "The input ended before the answer was there. Start the command again.",
  input_too_long: "The input is longer than any answer can be. Check what is sent to standard input.",
} as const;

type TerminalErrorCode = keyof typeof SENTENCES;

/** A question could not be asked or was not answered. */
export class TerminalError extends RoomError {
  readonly endsWith = "input_ended";
  readonly code: TerminalErrorCode;

  constructor(code: TerminalErrorCode) {
    super(SENTENCES[code]);
    this.name = "TerminalError";
    this.code = code;
  }
}
