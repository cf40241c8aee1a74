import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { whyNotWritten } from "../../../platform/config/why-not-written.ts";
import { shellTexts } from "../../../texts/commands/shell.ts";

/** Writes a file that does not exist yet, for this account alone, because it tells who was where and did what. */
export function writeNew(name: string, text: string): void {
  const path = resolve(name);
  try {
    writeFileSync(path, `${text}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw new CannotStart(shellTexts.write.notWritten({ problem: whyNotWritten(path, code) }), { cause });
  }
}
