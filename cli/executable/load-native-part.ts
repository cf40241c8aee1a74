import { closeSync, constants, fchmodSync, openSync, writeSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import process from "node:process";
import { getRawAsset } from "node:sea";

/** open(2): a file without a name, which nobody else can open, replace or have put there before. Linux since 3.11. */
const WITHOUT_NAME = constants.O_DIRECTORY | 0o20000000;

/**
 * Loads a native part that the executable carries. The system loads libraries from files only. So the bytes go to a file that has no name, and
 * are loaded from there: no folder that another account may write to is read, and nothing is left behind (threat M14).
 *
 * @param name of the asset
 * @throws Error where no folder of this system takes such a file, or each of them forbids programs
 */
export function loadNativePart(name: string): unknown {
  const bytes = new Uint8Array(getRawAsset(name));
  const causes: unknown[] = [];
  for (const folder of FOLDERS) {
    try {
      return loadFrom(folder(), bytes);
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new AggregateError(causes, `no folder takes ${name} as a file without a name that may be run`);
}

/** Folders in memory come first. Many systems forbid programs in the first three, and containers in memory; few do in an account's own folders. */
const FOLDERS: readonly (() => string)[] = [
  () => "/dev/shm",
  tmpdir,
  () => "/var/tmp",
  () => `/run/user/${process.getuid?.()}`,
  homedir,
];

/**
 * The file stays open for as long as the process lives. The system takes a library that it has loaded for the one that is asked for if their
 * paths are alike, and the path of this one is its number: no later part may get that.
 */
function loadFrom(folder: string, bytes: Uint8Array): unknown {
  const opened = openSync(folder, WITHOUT_NAME | constants.O_RDWR, 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(opened, bytes, at);
    fchmodSync(opened, 0o500);
    const loaded = { exports: {} };
    process.dlopen(loaded, `/proc/self/fd/${opened}`);
    return loaded.exports;
  } catch (cause) {
    closeSync(opened);
    throw cause;
  }
}
