import type { KeyPlace } from "../keys/key-file.ts";
import { type KeyringCode, KeyringError } from "../keys/keyring-error.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "keyring";

/** @param needed true if it keeps the secret of something here */
export async function checkKeyring({ vault }: KeyPlace, needed: boolean): Promise<Finding[]> {
  try {
    const has = await vault.look();
    if (has === "ready") return [good(ABOUT, "It is unlocked and has the key for what is kept here.")];
    if (needed)
      return [
        bad(
          ABOUT,
          "It no longer has the key for what is kept here.",
          "Enrol this machine again: nearside enroll <issuer>",
        ),
      ];
    return [good(ABOUT, "It answers, and nothing is kept by it yet.")];
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    if (needed) return [bad(ABOUT, WORDS[error.code], cureOf(error))];
    return [notice(ABOUT, "It can't be used, so keys would be kept in files of your account.", cureOf(error))];
  }
}

/** Shorter than the errors' own sentences: in a finding, the cure has a line of its own. */
const WORDS: Readonly<Record<KeyringCode, string>> = {
  keyring_missing: "No keyring answers in this session, and it has the key for what is kept here.",
  keyring_locked: "It is locked, and was not unlocked.",
  keyring_failed: "It did not do what it was asked.",
  keyring_key_lost: "What it holds for Nearside is no key.",
  sealed_damaged: "What it protects was damaged.",
};

function cureOf({ code }: KeyringError): string {
  if (code === "keyring_locked") return "Unlock it (log in at the desktop, or open its settings), then run this again.";
  if (code === "keyring_missing")
    return "On Linux start a secret service in this session, such as GNOME Keyring, KWallet or KeePassXC. Over SSH and in containers there is usually none.";
  return "Look whether other programs can use it; a new session of your desktop often helps.";
}
