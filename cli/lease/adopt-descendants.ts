import { readFileSync } from "node:fs";
import { statOf } from "../keeper/process-times.ts";

/** Linux, <linux/prctl.h> and <linux/wait.h>. */
const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

/** Milliseconds. */
const LOOK_EVERY = 5000;

/**
 * Makes this process the parent of all that its children leave behind (prctl(2), PR_SET_CHILD_SUBREAPER): a program that forks twice
 * does not leave the tree of its lease. Where the system has no such thing, what leaves the tree gets nothing of the lease.
 *
 * @returns ends the look at those that have ended
 */
export async function adoptDescendants(platform: NodeJS.Platform, pid: number): Promise<() => void> {
  if (platform !== "linux") return () => undefined;
  const { default: koffi } = await import("koffi").catch(() => ({ default: undefined }));
  if (koffi === undefined) return () => undefined; // its native part is not on every platform
  const library = koffi.load(null);
  const prctl = library.func("int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)");
  const waitpid = library.func("int waitpid(int, void *, int)");
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) return () => undefined;
  let before: readonly number[] = [];
  const look = setInterval(() => {
    // Node waits for those that it started itself, at once. What is still there at the next look was adopted.
    const ended = childrenOf(pid).filter(hasEnded);
    for (const child of ended) if (before.includes(child)) waitpid(child, null, WNOHANG);
    before = ended;
  }, LOOK_EVERY);
  look.unref();
  return () => clearInterval(look);
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return []; // not every kernel tells
  }
}

function hasEnded(pid: number): boolean {
  try {
    return statOf(pid)?.hasEnded === true;
  } catch {
    return false;
  }
}
