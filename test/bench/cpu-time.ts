import { readFileSync } from "node:fs";

/** CPU time of that process so far, all its threads. proc_pid_stat(5): utime and stime, in ticks of 10 ms (sysconf _SC_CLK_TCK is 100 on Linux). */
export function cpuMicroseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** The memory that it holds now, bytes (proc_pid_status(5), VmRSS). */
export function residentBytes(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
