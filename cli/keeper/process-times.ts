import { readFileSync } from "node:fs";
import { splitStat } from "../context/process-tree.ts";

// Times of processes as /proc shows them (proc_pid_stat(5)).

/** Ticks in a second, as Linux shows times to programs, whatever it has itself. */
const TICKS = 100;

/** Ticks since the system started: with the number it names one process, though numbers are used again. */
export interface Named {
  readonly pid: number;
  readonly startTime: string;
}

interface Stat extends Pick<Named, "startTime"> {
  readonly parentPid: number;
  /** True for one whose end its parent has not taken note of. */
  readonly hasEnded: boolean;
}

/** @returns undefined if it is not told @throws if there is no such process, or if it hides */
export function statOf(pid: number): Stat | undefined {
  const { fields = [] } = splitStat(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? {};
  const [state, parent] = fields;
  const startTime = fields[19]; // field 22
  if (parent === undefined || startTime === undefined) return undefined;
  return { parentPid: Number(parent), startTime, hasEnded: state === "Z" || state === "X" };
}

/** True while that very process runs. */
export function isRunning({ pid, startTime }: Named): boolean {
  try {
    const stat = statOf(pid);
    return stat?.startTime === startTime && !stat.hasEnded;
  } catch {
    return false;
  }
}

/** @throws if the system does not tell */
export const ticksNow = (): number =>
  Math.floor(Number(/^\d+(?:\.\d+)?/.exec(readFileSync("/proc/uptime", "latin1"))?.[0]) * TICKS);

/** Seconds since it began. @throws if the system does not tell */
export const ageOf = ({ startTime }: Pick<Named, "startTime">): number =>
  Math.max(0, ticksNow() - Number(startTime)) / TICKS;

/** Epoch seconds. @throws if the system does not tell */
export function startOf({ startTime }: Pick<Named, "startTime">): number {
  const booted = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? "0";
  return Number(booted) + Math.floor(Number(startTime) / TICKS);
}
