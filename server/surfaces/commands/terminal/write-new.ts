import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { shellTexts } from "../../../texts/commands/shell.ts";
import { unwrittenTexts } from "../../../texts/unwritten.ts";

/** Writes a file that does not exist yet, for this account alone, because it tells who was where and did what. */
export function writeNew(name: string, text: string): void {
  const path = resolve(name);
  try {
    writeFileSync(path, `${text}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const problem = PROBLEMS[code]?.({ path }) ?? unwrittenTexts.failed({ path, code });
    throw new CannotStart(shellTexts.write.notWritten({ problem }), { cause });
  }
}

const PROBLEMS: Readonly<Record<string, (file: { readonly path: string }) => string>> = {
  EEXIST: unwrittenTexts.exists,
  ENOENT: unwrittenTexts.noFolder,
  EACCES: unwrittenTexts.denied,
  ENOSPC: unwrittenTexts.full,
};
