import { readdirSync, readFileSync } from "node:fs";

/** proc_pid_stat(5): utime, stime, and those of ended children, in ticks of 10 ms (sysconf _SC_CLK_TCK is 100 on Linux). */
const TICK_US = 10_000;

/** CPU time of that process so far, all its threads. */
export function cpuMicroseconds(pid: number): number {
  const [user = 0, system = 0] = timesOf(pid);
  return (user + system) * TICK_US;
}

/** CPU time so far of that process and of all that it started, those that ended among them. */
export function treeCpuMicroseconds(pid: number): number {
  const own = timesOf(pid).reduce((sum, ticks) => sum + ticks, 0) * TICK_US;
  return childrenOf(pid).reduce((sum, child) => sum + treeCpuMicroseconds(child), own);
}

function timesOf(pid: number): readonly number[] {
  const fields = read(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
  return fields.slice(11, 15).map(Number);
}

const childrenOf = (pid: number): readonly number[] =>
  threadsOf(pid)
    .flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(" "))
    .filter((child) => child !== "")
    .map(Number);

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it has ended: its times are its parent's now
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The memory that it holds now, bytes (proc_pid_status(5), VmRSS). */
export function residentBytes(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
