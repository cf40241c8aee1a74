import { realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { startTexts } from "../../texts/start.ts";

const ANYBODY_MAY_WRITE = 0o002;
/** The sticky bit, as of /tmp: everybody may put something there, and nobody may move another's. */
const STICKY = 0o1000;

/**
 * The problem of the folders on the way to a file, by the given name and by the real one. Where anybody may write, anybody may put another
 * file in its place, even between its check and its use. Folders that a group may write are let pass: many systems give each account a
 * group of its own.
 *
 * @param what the beginning of the sentence: "The data folder /var/lib/nearside"
 */
export function problemOfFoldersAbove(what: string, path: string): string | undefined {
  const given = resolve(path);
  const exposed = [...foldersAbove(given), ...foldersAbove(realOf(given))].find(isOpenToAnybody);
  if (exposed === undefined) return undefined;
  return startTexts.unsafe.folderAbove({ what, exposed });
}

function isOpenToAnybody(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & ANYBODY_MAY_WRITE) !== 0 && (mode & STICKY) === 0;
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...foldersAbove(parent)];
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // not there yet, so it will be made by that name
  }
}
