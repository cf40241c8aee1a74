import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { type KeyFileCode, KeyFileError, systemCode } from "./key-file-error.ts";
import type { FolderPlace } from "./private-folder.ts";

// Reads and writes whole files, never through a link at the end of their path, and judges the file that was opened.

export interface PrivatePlace extends FolderPlace {
  readonly platform: NodeJS.Platform;
  /** At least 128 random bits, as letters and digits that a file's name may have. */
  readonly randomName: () => string;
}

/** No file of ours comes near this size. Bytes. */
const LARGEST_FILE = 65_536;
/** A login with its statements and tokens takes a quarter of this. Bytes. */
const ROOM = 16_384;

/** The text of a file that only this account can read; null if there is no file. @throws KeyFileError `file_…` */
export const readPrivateFile = (path: string, uid: number | undefined): Promise<string | null> =>
  readPlainFile(path, LARGEST_FILE, (found) => {
    if (uid !== undefined && found.uid !== uid) return "file_other_owner";
    if (uid !== undefined && (found.mode & 0o077) !== 0) return "file_too_open";
    return undefined;
  });

/**
 * The file's text; null if there is no file. The file that was opened is judged, whatever happens to the name.
 *
 * @param limit bytes
 * @param judge says what is wrong with the file, besides what is wrong with any
 * @throws KeyFileError `file_…`
 */
export async function readPlainFile(
  path: string,
  limit: number,
  judge: (found: Stats) => KeyFileCode | undefined,
): Promise<string | null> {
  const file = await openWithoutLinks(path);
  if (file === null) return null;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new KeyFileError("file_not_a_file", path);
    const wrong = judge(found);
    if (wrong !== undefined) throw new KeyFileError(wrong, path);
    if (found.size > limit) throw new KeyFileError("file_too_large", path);
    return await file.readFile("utf8");
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    throw new KeyFileError("file_unreadable", path, { cause });
  } finally {
    await file.close();
  }
}

/**
 * Writes a file of the folder in the place of one of that name: whole, or not at all, even if the power fails.
 *
 * @throws KeyFileError `not_written`
 */
export async function writePrivateFile(place: PrivatePlace, path: string, text: string): Promise<void> {
  const draft = await writeDraft(place, path, text, (file) => file.sync());
  try {
    await rename(draft, path);
    await syncFolder(place);
  } catch (cause) {
    await unlink(draft).catch(() => undefined);
    throw new KeyFileError("not_written", path, { cause });
  }
}

/**
 * Writes the text to a new file beside the real one.
 *
 * @param settle called once the text is written
 * @returns the path of the draft
 * @throws KeyFileError `not_written`
 */
async function writeDraft(
  { folder, randomName }: PrivatePlace,
  path: string,
  text: string,
  settle: (file: FileHandle) => Promise<void>,
): Promise<string> {
  const draft = join(folder, `.${basename(path, ".json")}.${randomName()}.draft`);
  let made = false;
  try {
    const file = await open(draft, "wx", 0o600); // O_EXCL never follows a link that lies there already
    made = true;
    try {
      await file.writeFile(text);
      await settle(file);
    } finally {
      await file.close();
    }
    return draft;
  } catch (cause) {
    if (made) await unlink(draft).catch(() => undefined);
    throw new KeyFileError("not_written", path, { cause });
  }
}

/**
 * Checks that a file as large as ours get could be written just now, before something is asked for that can't be had twice.
 *
 * @throws KeyFileError `not_written`
 */
export async function demandRoomFor(place: PrivatePlace, path: string): Promise<void> {
  // The draft is not synced: a system without room says so at the write, or at the latest when the file is closed.
  const draft = await writeDraft(place, path, "\n".repeat(ROOM), async () => undefined);
  try {
    await removeIfThere(draft);
  } catch (cause) {
    throw new KeyFileError("not_written", path, { cause });
  }
}

/** Removes the drafts that interrupted writes of that file may have left. */
export async function removeDrafts({ folder }: Pick<PrivatePlace, "folder">, path: string): Promise<void> {
  const start = `.${basename(path, ".json")}.`;
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(start) && /^[\w-]+\.draft$/.test(entry.slice(start.length)))
      await removeIfThere(join(folder, entry));
  }
}

/** A logout may remove the draft of a login that looks for room just then, and the other way round. */
const removeIfThere = (path: string): Promise<void> =>
  unlink(path).catch((cause: unknown) => {
    if (systemCode(cause) !== "ENOENT") throw cause;
  });

async function openWithoutLinks(path: string): Promise<FileHandle | null> {
  try {
    if ((await lstat(path)).isSymbolicLink()) throw new KeyFileError("file_symlink", path);
    // Windows has neither flag; the look before must do there. O_NONBLOCK keeps a pipe in the file's place from making us
    // wait.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    if (cause instanceof KeyFileError) throw cause;
    const code = systemCode(cause);
    if (code === "ENOENT") return null;
    if (code === "ELOOP") throw new KeyFileError("file_symlink", path, { cause });
    if (code === "ENXIO") throw new KeyFileError("file_not_a_file", path, { cause }); // the path is a socket's
    throw new KeyFileError("file_unreadable", path, { cause });
  }
}

/** A new name is on the disk only once its folder is (fsync(2)). Windows can't open folders. */
export async function syncFolder({ folder, platform }: Pick<PrivatePlace, "folder" | "platform">): Promise<void> {
  if (platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
