import type { Stats } from "node:fs";
import { lstat, mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { KeyFileError, systemCode } from "./key-file-error.ts";

// The folder that key files lie in: a real one, of this account alone, and nowhere a download could have put it (threat
// M5). Windows has neither modes nor numbers of accounts; there the folder is protected by its place below the profile.

export interface FolderPlace {
  /** An absolute path. */
  readonly folder: string;
  /** `process.geteuid()`; undefined if accounts have no numbers. */
  readonly uid: number | undefined;
  readonly cwd: string;
  readonly home: string;
}

const OTHERS_MAY_ANYTHING = 0o077;
const WORLD_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Checks the folder. A folder that does not exist yet is fine.
 *
 * @returns true if the folder exists
 * @throws KeyFileError `folder_…`
 */
export async function checkPrivateFolder(place: FolderPlace): Promise<boolean> {
  const { folder, uid } = place;
  if (!isAbsolute(folder)) throw new KeyFileError("folder_relative", folder);
  await refuseWorkingDirectory(place);
  const found = await statusOf(folder, lstat);
  if (found === undefined) return false;
  if (found.isSymbolicLink()) throw new KeyFileError("folder_symlink", folder);
  if (!found.isDirectory()) throw new KeyFileError("folder_not_a_folder", folder);
  if (uid !== undefined) {
    if (found.uid !== uid) throw new KeyFileError("folder_other_owner", folder);
    if ((found.mode & OTHERS_MAY_ANYTHING) !== 0) throw new KeyFileError("folder_too_open", folder);
    await refuseExposedParents(place, uid);
  }
  return true;
}

/** Checks the folder as `checkPrivateFolder` does, and makes it if it does not exist, for this account alone. */
export async function ensurePrivateFolder(place: FolderPlace): Promise<void> {
  if (await checkPrivateFolder(place)) return;
  try {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new KeyFileError("folder_unusable", place.folder, { cause });
  }
  await checkPrivateFolder(place); // another process may have made it first
}

/** The real path, as far as the path exists. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const parent = dirname(path);
    if (systemCode(cause) !== "ENOENT" || parent === path) return path;
    return join(await realPathOf(parent), basename(path));
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * A folder inside the working directory may have come with it. A person who works in the home folder, or above it, works
 * beside everything that is theirs; that is no reason to refuse.
 */
async function refuseWorkingDirectory({ folder, cwd, home }: FolderPlace): Promise<void> {
  const [realFolder, realCwd, realHome] = await Promise.all([realPathOf(folder), realPathOf(cwd), realPathOf(home)]);
  // Names are compared as well: a link in the working directory that leads outside was planted there as well.
  const inside = isInside(realFolder, realCwd) || isInside(folder, cwd);
  if (inside && !isInside(realHome, realCwd)) throw new KeyFileError("folder_in_working_directory", folder);
}

/**
 * Another account that may change a folder above this one could put another folder in its place. Folders are checked up to
 * the home folder only, as OpenSSH's StrictModes does. A parent that its group may write is accepted: many systems give
 * each account a group of its own.
 */
async function refuseExposedParents({ folder, home }: FolderPlace, uid: number): Promise<void> {
  const [real, realHome] = await Promise.all([realPathOf(folder), realPathOf(home)]);
  for (let parent = dirname(real); ; parent = dirname(parent)) {
    const found = await statusOf(parent, stat);
    if (found === undefined) throw new KeyFileError("folder_unusable", folder);
    const open = (found.mode & WORLD_MAY_WRITE) !== 0 && (found.mode & STICKY) === 0;
    if (open || (found.uid !== uid && found.uid !== 0)) throw new KeyFileError("folder_exposed", folder);
    if (parent === realHome || parent === dirname(parent)) return;
  }
}

async function statusOf(path: string, ask: (path: string) => Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await ask(path);
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw new KeyFileError("folder_unusable", path, { cause });
  }
}
