// A clock that can be moved and stopped, of a server that runs as it ships: Node loads this before the program and `Date.now()` is
// off by as much as a file says, as on a machine whose clock is wrong. The program itself has no door for it.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AtEnd } from "./at-end.ts";

const FILE_VARIABLE = "CLOCK_MOVED_BY";
/** Marks the time at which the clock is stopped. */
const STOPPED = "=";

const file = process.env[FILE_VARIABLE];
if (file !== undefined) {
  const real = Date.now.bind(Date);
  Date.now = () => {
    const written = readFileSync(file, "utf8");
    return written.startsWith(STOPPED) ? Number(written.slice(STOPPED.length)) : real() + Number(written);
  };
}

export interface Clock {
  /** Settings of the server that is started with it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Says how far it is ahead from now on of ours, or of where it was stopped. Seconds. */
  readonly set: (seconds: number) => void;
  /** Stops it at our time: a test takes no time of that clock, however long it runs. @returns seconds */
  readonly stop: () => number;
}

export function movableClock(atEnd: AtEnd): Clock {
  const folder = mkdtempSync(join(tmpdir(), "nearside-clock-"));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const moved = join(folder, "milliseconds");
  // in one step: a reader of a half-written file would see a time that never was
  const write = (written: string): void => {
    writeFileSync(`${moved}.next`, written);
    renameSync(`${moved}.next`, moved);
  };
  let stoppedAt: number | undefined;
  const set = (seconds: number): void =>
    write(stoppedAt === undefined ? String(seconds * 1000) : `${STOPPED}${stoppedAt + seconds * 1000}`);
  set(0);
  return {
    settings: { NODE_OPTIONS: `--import ${fileURLToPath(import.meta.url)}`, [FILE_VARIABLE]: moved },
    set,
    stop: () => {
      stoppedAt = Date.now();
      set(0);
      return Math.floor(stoppedAt / 1000);
    },
  };
}
