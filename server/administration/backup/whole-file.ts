import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { problemOfFoldersAbove } from "../../platform/safety/folders-above.ts";
import { backupTexts } from "../../texts/backup.ts";
import { BackupRefused, notWritten } from "./backup-refused.ts";

/** A program that is killed leaves a file whose name ends like that. It is no backup, and may be deleted. */
const PARTIAL = ".partial";

/**
 * Writes a file as a whole: under another name beside it, for this account alone, and by its own name only once the disk has all. So no
 * crash leaves half of a file under that name.
 *
 * @param fill writes into the file of that path, which exists and is empty
 * @throws BackupRefused
 */
export async function writeWhole<T>(
  name: string,
  { replace }: { readonly replace: boolean },
  fill: (path: string) => Promise<T>,
): Promise<T> {
  const path = resolve(name);
  demandFree(path, replace);
  const folder = dirname(path);
  const partial = join(folder, `.${basename(path)}.${process.pid}${PARTIAL}`);
  const remove = () => {
    for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(partial + end, { force: true });
  };
  const end = () => {
    remove();
    process.exit(1);
  };
  process.once("SIGINT", end).once("SIGTERM", end);
  try {
    remove(); // of an earlier process with our number, which was killed
    closeSync(openSync(partial, "wx", 0o600));
    const result = await fill(partial);
    keep(partial);
    if (replace) renameSync(partial, path);
    else linkSync(partial, path); // unlike a rename, it never takes the place of another file
    remove();
    keep(folder);
    return result;
  } catch (error) {
    remove();
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw existing(path);
    throw error instanceof BackupRefused ? error : notWritten(path, error);
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

function demandFree(path: string, replace: boolean): void {
  const problem = problemOfFoldersAbove(backupTexts.write.file({ path }), path);
  if (problem !== undefined) throw new BackupRefused("not_written", problem);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!replace) throw existing(path);
  if (!there.isFile()) throw new BackupRefused("exists", backupTexts.write.noPlainFile({ path }));
}

const existing = (path: string): BackupRefused => new BackupRefused("exists", backupTexts.write.exists({ path }));

/** Has the disk keep a file, or the names in a folder. */
export function keep(path: string): void {
  const opened = openSync(path, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
