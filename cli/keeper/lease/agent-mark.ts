import { readFileSync } from "node:fs";

// A limit that nothing else uses marks all that agents start: a process may hold no lock of a file (setrlimit(2), RLIMIT_LOCKS). Linux
// has not looked at that limit since 2.4.25. Each process gets the limits of the one that started it, keeps them whatever happens to that
// one, and can't raise them, unless it has power over the whole system. So the mark outlives the lease, `nearside lease run` and the keeper.

/** Linux, <asm-generic/resource.h>. */
export const MARKED_LIMIT = 10;

/** The greatest limit that the process may set itself. */
const MARK = /^Max file locks +\d+ +0 /m;

/**
 * True if an agent under a lease started that process, or is it: the lease may be over.
 *
 * @returns false if there is no such process any more
 */
export function isMarked(pid: number | "self"): boolean {
  try {
    return MARK.test(readFileSync(`/proc/${pid}/limits`, "utf8"));
  } catch {
    return false;
  }
}
