import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CannotStart } from "../../../platform/config/cannot-start.ts";

/** Writes a file that does not exist yet, for this account alone, because it tells who was where and did what. */
export function writeNew(name: string, text: string): void {
  const path = resolve(name);
  try {
    writeFileSync(path, `${text}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = WHY_NOT_WRITTEN[code] ?? `it can't be written (${code})`;
    throw new CannotStart(`${path}: ${why}. Nothing was written.`, { cause });
  }
}

const WHY_NOT_WRITTEN: Readonly<Record<string, string>> = {
  EEXIST: "there is a file of that name, and it is left as it is. Name another one",
  ENOENT: "its folder does not exist. Make it first, or name another one",
  EACCES: "this account may not write there. Name another place",
  ENOSPC: "the disk is full",
};
