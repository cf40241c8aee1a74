import { existsSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const MEMORY = "/dev/shm";
const ROOM = 2 ** 30;

/**
 * A folder for what a test makes and removes: in memory, if there is room, because a disk takes its time over hundreds of databases. What a
 * database must survive is tested on the disk, by the tests of test/storage and test/faults.
 */
export function quickFolder(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM ? MEMORY : tmpdir();
}
