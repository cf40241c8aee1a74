import { RoomError } from "../problems/problem.ts";
import { texts } from "../texts/terminal.ts";

const SENTENCES = texts.errors;

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
