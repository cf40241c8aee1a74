// A clock that can be moved, of a server that runs as it ships: Node loads this before the program and `Date.now()` is off by as
// much as a file says, as on a machine whose clock is wrong. The program itself has no door for it.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AtEnd } from "../steps/stage.ts";

const FILE_VARIABLE = "CLOCK_MOVED_BY";

const file = process.env[FILE_VARIABLE];
if (file !== undefined) {
  const real = Date.now.bind(Date);
  Date.now = () => real() + Number(readFileSync(file, "utf8"));
}

export interface Clock {
  /** Of the server that is started with it. */
  readonly settings: Readonly<Record<string, string>>;
  /** How far it is ahead of ours from now on, seconds. */
  readonly set: (seconds: number) => void;
}

export function movableClock(atEnd: AtEnd): Clock {
  const folder = mkdtempSync(join(tmpdir(), "nearside-clock-"));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const moved = join(folder, "milliseconds");
  // in one step: what is read while it is written would be a clock that stands where it never was
  const set = (seconds: number): void => {
    writeFileSync(`${moved}.next`, String(seconds * 1000));
    renameSync(`${moved}.next`, moved);
  };
  set(0);
  return { settings: { NODE_OPTIONS: `--import ${fileURLToPath(import.meta.url)}`, [FILE_VARIABLE]: moved }, set };
}
