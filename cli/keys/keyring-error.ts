import { RoomError } from "../problems/problem.ts";
import { texts } from "../texts/keys.ts";

/** The sentence of each code: what happened, and what to do. */
const SENTENCES = texts.keyring;

export type KeyringCode = keyof typeof SENTENCES;

/** The OS keyring can't be used. The message never holds anything that is kept there. */
export class KeyringError extends RoomError {
  readonly endsWith = "keyring_unavailable";
  readonly code: KeyringCode;

  constructor(code: KeyringCode, options?: ErrorOptions) {
    super(SENTENCES[code], options);
    this.name = "KeyringError";
    this.code = code;
  }
}
