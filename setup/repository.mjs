// The place of the repository, and the set-up's memory in it from one run to the next.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository's root. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} name */
const recordFile = (name) => join(repository, ".setup", name);

/**
 * Tells whether `name` was last done for exactly this fingerprint.
 * @param {string} name "packages", "web" …
 * @param {string} fingerprint
 */
export function wasDoneFor(name, fingerprint) {
  try {
    return readFileSync(recordFile(name), "utf8") === fingerprint;
  } catch {
    return false;
  }
}

/**
 * Forgets that `name` was done. Called before the work, so that work cut short is done again.
 * @param {string} name
 */
export function forget(name) {
  rmSync(recordFile(name), { force: true });
}

/**
 * @param {string} name
 * @param {string} fingerprint of what it was done for
 */
export function recordDone(name, fingerprint) {
  mkdirSync(join(repository, ".setup"), { recursive: true });
  writeFileSync(recordFile(name), fingerprint);
}
