import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";

/** The data folder cannot be used. The message is a sentence for the person who starts the server. */
class DataFolderError extends CannotStart {
  override readonly name: string = "DataFolderError";
}

/** Another server has it. */
export class FolderTaken extends DataFolderError {
  override readonly name = "FolderTaken";
}

export const DATABASE_FILE = "nearside.db";
export const LOCK_FILE = "nearside.lock";
/** The socket by which the server's own shell reaches it. */
export const ADMIN_SOCKET = "admin.sock";

/** The signing key is stored here, so no other account of the machine may read the folder (threat M6). */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** Holds the folder for this process until it is released or the process ends, in any way. */
interface FolderClaim {
  release(): void;
}

/**
 * Makes the folder if it is missing, and claims it. The claim is SQLite's own exclusive lock on an empty database beside the real one,
 * which the operating system drops with the process: nothing stale can be left behind, and the real database stays open to readers such as
 * a backup.
 *
 * @throws DataFolderError
 */
export function claimFolder(folder: string): FolderClaim {
  prepareFolder(folder);
  const lock = new DatabaseSync(preparePrivateFile(folder, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec("pragma journal_mode = memory"); // or SQLite would write a second file beside it
    lock.exec("begin exclusive");
  } catch (cause) {
    lock.close();
    throw new FolderTaken(startTexts.data.inUse({ folder }), { cause });
  }
  return { release: () => lock.close() };
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (cause) {
    throw new DataFolderError(startTexts.data.notMade({ folder }), { cause });
  }
  // A folder that existed before is not changed: it may hold other files, and somebody chose its mode.
  const mode = statSync(folder).mode & 0o777;
  if (process.platform !== "win32" && (mode & OTHERS) !== 0)
    throw new DataFolderError(startTexts.data.open({ folder, mode: mode.toString(8) }));
}

/**
 * The path of a file in the folder that only this account can read. It is made if it is missing. SQLite gives the log files beside a
 * database the same mode.
 *
 * @throws DataFolderError
 */
export function preparePrivateFile(folder: string, name: string): string {
  const path = join(folder, name);
  try {
    // An existing file is never opened here: closing it would drop the POSIX locks that SQLite holds on it.
    if (!existsSync(path)) closeSync(openSync(path, "wx", FILE_MODE));
    chmodSync(path, FILE_MODE);
  } catch (cause) {
    throw new DataFolderError(startTexts.data.notWritable({ path }), { cause });
  }
  return path;
}
