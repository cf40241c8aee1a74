import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { shellTexts } from "../../../texts/commands/shell.ts";

/** Writes a file that does not exist yet, for this account alone, because it tells who was where and did what. */
export function writeNew(name: string, text: string): void {
  const path = resolve(name);
  try {
    writeFileSync(path, `${text}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = WHY_NOT_WRITTEN[code] ?? shellTexts.write.failed({ code });
    throw new CannotStart(shellTexts.write.notWritten({ path, why }), { cause });
  }
}

const WHY_NOT_WRITTEN: Readonly<Record<string, string>> = {
  EEXIST: shellTexts.write.exists,
  ENOENT: shellTexts.write.noFolder,
  EACCES: shellTexts.write.denied,
  ENOSPC: shellTexts.write.full,
};
