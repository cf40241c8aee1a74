import { realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const ANYBODY_MAY_WRITE = 0o002;
/** Everybody may put something there, and nobody move what is another's: /tmp. */
const STICKY = 0o1000;

/**
 * What is wrong with the folders on the way to something, by the name that was given and by the real one: where anybody may
 * write, anybody may put another thing in its place, between the look at it and its use too. What a group may write is let
 * pass: many systems give each account a group of its own.
 *
 * @param what as the sentence begins: "The data folder /var/lib/nearside"
 */
export function problemOfWay(what: string, path: string): string | undefined {
  const given = resolve(path);
  const exposed = [...foldersAbove(given), ...foldersAbove(realOf(given))].find(isOpenToAnybody);
  if (exposed === undefined) return undefined;
  return `${what} lies below ${exposed}, where every account of this machine may put something else in its place. Close that folder: chmod o-w ${exposed}`;
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
    return path; // not there yet: then it is made by that name
  }
}
