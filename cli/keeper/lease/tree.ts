import { isSameProgram } from "../../peer/program.ts";
import { type ProcessSeen, processOf } from "../caller.ts";
import { isRunning, type Named, statOf } from "../process-times.ts";
import { isMarked } from "./agent-mark.ts";

// The tree of processes of a lease: the one that asked for it, and all that it started. A process is named by its number, its start
// and, at the root, the file that it runs: numbers are used again.

/** The process at the root of a tree, as it was when the lease was asked for. */
export type Root = Named & Pick<ProcessSeen, "program">;

/**
 * One that has an agent's mark and is not below the root of a lease is `left` behind: by a lease that is over, or one that an earlier keeper
 * held. It is an agent still, that has no lease. One that hides where it comes from is `unclear`: it gets nothing of a lease, and nothing
 * that a lease may not have.
 */
type Kin<T> = { readonly tree: T } | "left" | "outside" | "unclear";

/** A deeper tree hides its root. */
const DEEPEST = 256;
/** Parents end while they are looked at, and their children get others. */
const TRIES = 3;

/** @returns undefined if there is no such process any more */
export function rootAt(pid: number): Root | undefined {
  const seen = processOf(pid);
  if (seen === undefined) return undefined;
  const { startTime, program } = seen;
  return { pid, startTime, program };
}

/** True while that very process runs that very program. */
export function isSameRoot({ pid, startTime, program }: Root): boolean {
  const now = isRunning({ pid, startTime }) ? processOf(pid) : undefined;
  return now !== undefined && isSameProgram(now.program, program);
}

/** True for the process at the root, and for those that came from it. One that hides where it comes from did not. */
export const isWithin = (pid: number, root: Root): boolean => typeof climbAgain(pid, [{ root }]) === "object";

/**
 * Finds the tree that a process belongs to, by its parents. By its mark alone it gets nothing of a lease: every program can put that on.
 *
 * @param trees none of them is within another
 */
export function kinOf<T extends { readonly root: Root }>({ pid, startTime }: Named, trees: readonly T[]): Kin<T> {
  const isAgents = isMarked(pid);
  const found = trees.length === 0 ? "outside" : climbAgain(pid, trees);
  // It may have ended meanwhile, and another process have its number.
  if (statSafely(pid)?.startTime !== startTime) return "unclear";
  return isAgents && typeof found === "string" ? "left" : found;
}

function climbAgain<T extends { readonly root: Root }>(pid: number, trees: readonly T[]): Kin<T> {
  for (let tries = 1; ; tries += 1) {
    const found = climb(pid, trees);
    if (found !== "unclear" || tries === TRIES) return found;
  }
}

function climb<T extends { readonly root: Root }>(from: number, trees: readonly T[]): Kin<T> {
  let youngest = Number.POSITIVE_INFINITY;
  for (let pid = from, depth = 0; depth < DEEPEST; depth += 1) {
    const stat = statSafely(pid);
    if (stat === undefined) return "unclear";
    // Nobody is younger than the children: its number has gone to another process since.
    if (Number(stat.startTime) > youngest) return "unclear";
    const tree = trees.find(({ root }) => root.pid === pid && root.startTime === stat.startTime);
    if (tree !== undefined) return isSameRoot(tree.root) ? { tree } : "unclear";
    if (stat.parentPid <= 1) return stat.parentPid === 1 ? climbedOut(trees) : "outside";
    youngest = Number(stat.startTime);
    pid = stat.parentPid;
  }
  return "unclear";
}

/** The first process of the system, or of a container, may be the root itself. */
function climbedOut<T extends { readonly root: Root }>(trees: readonly T[]): Kin<T> {
  const tree = trees.find(({ root }) => root.pid === 1 && isSameRoot(root));
  return tree === undefined ? "outside" : { tree };
}

function statSafely(pid: number): ReturnType<typeof statOf> {
  try {
    return statOf(pid);
  } catch {
    return undefined; // it has gone, or hides
  }
}
