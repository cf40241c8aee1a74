import { writeFailureTexts } from "../../texts/write-failures.ts";

/** SQLITE_FULL, and the system's codes for the same. */
const isFull = (code: string): boolean => code === "13" || code === "ENOSPC" || code === "EDQUOT";

/**
 * Says why a file or folder was not written, and what to do.
 *
 * @param code of the system's error, or SQLite's own number
 */
export function whyNotWritten(path: string, code: string): string {
  if (isFull(code)) return writeFailureTexts.full({ path });
  if (code === "EEXIST") return writeFailureTexts.exists({ path });
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return writeFailureTexts.denied({ path });
  if (code === "ENOENT" || code === "ENOTDIR") return writeFailureTexts.noFolder({ path });
  return writeFailureTexts.failed({ path, code });
}
