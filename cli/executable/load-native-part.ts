import { closeSync, constants, fchmodSync, openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";
import { getRawAsset } from "node:sea";

/** open(2): a file without a name, which nobody else can open, replace or have put there before. Linux since 3.11. */
const WITHOUT_NAME = constants.O_DIRECTORY | 0o20000000;

/**
 * Loads a native part that the executable carries. The system loads libraries from files only. So the bytes go to a file that has no name, and
 * are loaded from there: no folder that another account may write to is read, and nothing is left behind (threat M14).
 *
 * @param name of the asset
 * @throws Error where no folder of this system takes such a file
 */
export function loadNativePart(name: string): unknown {
  const bytes = new Uint8Array(getRawAsset(name));
  const opened = openWithoutName();
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(opened, bytes, at);
    fchmodSync(opened, 0o500);
    const loaded = { exports: {} };
    process.dlopen(loaded, `/proc/self/fd/${opened}`);
    return loaded.exports;
  } finally {
    closeSync(opened);
  }
}

/** In memory if possible. A folder whose system forbids programs does not help, and neither does one without such files. */
function openWithoutName(): number {
  const causes: unknown[] = [];
  for (const folder of ["/dev/shm", tmpdir(), "/var/tmp"]) {
    try {
      return openSync(folder, WITHOUT_NAME | constants.O_RDWR, 0o600);
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new AggregateError(causes, "no folder takes a file without a name");
}
