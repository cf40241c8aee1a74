import { CannotStart } from "../../platform/config/cannot-start.ts";
import { whyNotWritten } from "../../platform/config/why-not-written.ts";
import { backupTexts } from "../../texts/backup.ts";

/** The reason for which a backup was not made or not restored. */
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
    super(backupTexts.nothingChanged({ sentence }), options);
    this.code = code;
  }
}

/** The code of an error of the system, or SQLite's own number. */
export function troubleCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("errcode" in error) return String(error.errcode);
  return "code" in error ? String(error.code) : "";
}

/** @param path of the file or folder that was written */
export function notWritten(path: string, error: unknown): BackupRefused {
  const problem = whyNotWritten(path, troubleCode(error) || String(error));
  return new BackupRefused("not_written", backupTexts.write.notWritten({ problem }), { cause: error });
}
