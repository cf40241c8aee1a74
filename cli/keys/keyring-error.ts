import { RoomError } from "../problems/problem.ts";

/** The sentence of each code: what happened, and what to do. */
const SENTENCES = {
  keyring_missing:
    "No keyring answers here. On Linux it needs a secret service (GNOME Keyring, KWallet, KeePassXC) in this session; over SSH and in containers there is usually none. Log in at the desktop, or keep keys in a file: --key file.",
  keyring_locked:
    "The keyring is locked, and was not unlocked. Unlock it and run the command again; nothing was changed.",
  keyring_failed: "The keyring did not do what it was asked. Try again; `nearside doctor` tells more.",
  keyring_key_lost:
    "The keyring no longer has the key for this file, so what is in it can't be read by anybody. Enrol this machine again.",
  sealed_damaged: "A file that the keyring protects was damaged or exchanged. Enrol this machine again.",
} as const;

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
