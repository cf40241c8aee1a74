import { readFileSync } from "node:fs";
import { type ProcessSeen, processOf } from "../caller.ts";
import { isRunning, type Named, statOf } from "../process-times.ts";

// The tree of processes of a lease: the one that asked for it, and all that it started. A process is named by its number, its start
// and, at the root, its executable: numbers are used again.

/** The process at the root of a tree, as it was when the lease was asked for. */
export interface Root extends Named, Pick<ProcessSeen, "executable"> {
  /** Its control group, if that is one of a lease's own: who leaves its parents stays in it. */
  readonly group: string | undefined;
}

/** A caller that hides where it comes from is `unclear`: it gets nothing of a lease, and nothing that a lease may not have. */
export type Kin<T> = { readonly tree: T } | "outside" | "unclear";

/** A deeper tree hides its root. */
const DEEPEST = 256;
/** Parents end while they are looked at, and their children get others. */
const TRIES = 3;

/** The name of a control group that `nearside lease run` has made for itself. */
const OWN_GROUP = /\/nearside-lease-[\w-]{1,64}\.scope$/;

/** @returns undefined if there is no such process any more */
export function rootAt(pid: number): Root | undefined {
  const seen = processOf(pid);
  if (seen === undefined) return undefined;
  const { startTime, executable } = seen;
  const group = groupOf(pid);
  return { pid, startTime, executable, group: group !== undefined && OWN_GROUP.test(group) ? group : undefined };
}

/** True while that very process runs that very program. */
export const isSameRoot = ({ pid, startTime, executable }: Root): boolean =>
  isRunning({ pid, startTime }) && processOf(pid)?.executable === executable;

/** True while a process is left in that control group. A group that is gone, or that can't be looked at, has none. */
export function hasLeft({ group }: Root): boolean {
  if (group === undefined) return false;
  try {
    return /^populated 1$/m.test(readFileSync(`/sys/fs/cgroup${group}/cgroup.events`, "utf8"));
  } catch {
    return false;
  }
}

/**
 * Finds the tree that a process belongs to, by its parents or by its control group.
 *
 * @param trees none of them is within another
 */
export function kinOf<T extends { readonly root: Root }>(pid: number, trees: readonly T[]): Kin<T> {
  if (trees.length === 0) return "outside";
  const group = groupOf(pid);
  const grouped = trees.find(({ root }) => root.group !== undefined && isWithin(group, root.group));
  if (grouped !== undefined) return { tree: grouped };
  for (let tries = 1; ; tries += 1) {
    const found = climb(pid, trees);
    if (found !== "unclear" || tries === TRIES) return found;
  }
}

const isWithin = (group: string | undefined, of: string): boolean =>
  group === of || group?.startsWith(`${of}/`) === true;

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

/** cgroups(7): the one line of the tree of version 2. */
function groupOf(pid: number): string | undefined {
  try {
    return /^0::(\/[^\n]*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
