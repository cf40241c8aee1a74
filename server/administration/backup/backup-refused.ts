import { CannotStart } from "../../platform/config/cannot-start.ts";

/** Why a backup was not made, or was not put back. */
type Cause =
  | "altered"
  | "damaged"
  | "data_there"
  | "exists"
  | "newer"
  | "no_data"
  | "not_a_backup"
  | "not_written"
  | "of_another_database"
  | "of_another_server"
  | "unproven";

/** Nothing was changed. The message is a sentence for the person at the server's shell, and says what to do. */
export class BackupRefused extends CannotStart {
  override readonly name = "BackupRefused";
  readonly code: Cause;

  constructor(code: Cause, sentence: string, options: ErrorOptions = {}) {
    super(`${sentence} Nothing was changed.`, options);
    this.code = code;
  }
}

/** The code of an error of the system, or SQLite's own number. */
export function troubleCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("errcode" in error) return String(error.errcode);
  return "code" in error ? String(error.code) : "";
}

/** SQLITE_FULL, and the system's word for the same. */
const isFull = (code: string): boolean => code === "13" || code === "ENOSPC" || code === "EDQUOT";

/** @param place what was written there */
export function notWritten(place: string, error: unknown): BackupRefused {
  const code = troubleCode(error);
  const why = isFull(code)
    ? "its disk is full. Make room there, or name a file on another disk"
    : code === "EACCES" || code === "EPERM" || code === "EROFS"
      ? "this account may not write there. Name another place"
      : code === "ENOENT" || code === "ENOTDIR"
        ? "its folder does not exist. Make it first, or name another one"
        : `it can't be written (${code || String(error)})`;
  return new BackupRefused("not_written", `${place}: ${why}. What was begun there is gone again.`, { cause: error });
}
