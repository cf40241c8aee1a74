import type { KeyPlace } from "../keys/key-file.ts";
import { type KeyringCode, KeyringError } from "../keys/keyring-error.ts";
import { texts } from "../texts/doctor/machine.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "keyring";

/** @param needed true if it keeps the secret of something here */
export async function checkKeyring({ vault }: KeyPlace, needed: boolean): Promise<Finding[]> {
  try {
    const has = await vault.look();
    if (has === "ready") return [good(ABOUT, texts.keyring.good)];
    if (needed) return [bad(ABOUT, texts.keyring.lostKey, texts.keyring.enrolAgain)];
    return [good(ABOUT, texts.keyring.empty)];
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    if (needed) return [bad(ABOUT, WORDS[error.code], cureOf(error))];
    return [notice(ABOUT, texts.keyring.unused, cureOf(error))];
  }
}

/** Shorter than the errors' own sentences: in a finding, the cure has a line of its own. */
const WORDS: Readonly<Record<KeyringCode, string>> = {
  keyring_missing: texts.keyring.missing,
  keyring_locked: texts.keyring.locked,
  keyring_failed: texts.keyring.failed,
  keyring_key_lost: texts.keyring.notKey,
  sealed_damaged: texts.keyring.damaged,
};

function cureOf({ code }: KeyringError): string {
  if (code === "keyring_locked") return texts.keyring.unlock;
  if (code === "keyring_missing") return texts.keyring.startService;
  return texts.keyring.newSession;
}
