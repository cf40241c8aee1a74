import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { type ProcessFacts, splitStat } from "./process-tree.ts";

// The name of a terminal is used again: `pts/3` is another window as soon as the first one is closed. The session
// leader, the first process in it (setsid(2)), is not used again. It is known by its number and by when it started;
// on Linux, which counts that from the start of the machine, also by which start of the machine that was. The text is
// hashed, since it is only compared.

/**
 * Tells one terminal session of this machine from every other that there was or will be. Undefined without a terminal,
 * if the leader has gone or hides, and on Windows, which tells no terminal either.
 *
 * @param processes this one first, then its parent, and so on up
 */
export async function terminalSession(
  platform: NodeJS.Platform,
  processes: readonly ProcessFacts[],
): Promise<string | undefined> {
  const [own] = processes;
  if (own === undefined || own.tty === null) return undefined;
  const leader =
    platform === "linux"
      ? await linuxLeader(own.pid)
      : platform === "darwin"
        ? await darwinLeader(processes)
        : undefined;
  return leader && sha256Base64url(["nearside/terminal-session/1", own.tty, ...leader].join("\0"));
}

/**
 * Reads proc_pid_stat(5): field 6 is the number of the session's leader, and field 22 is when a process started, in ticks.
 */
async function linuxLeader(pid: number): Promise<readonly string[] | undefined> {
  try {
    const leader = (await fieldsOf(pid))[6 - 3];
    if (leader === undefined || !/^[1-9]\d*$/.test(leader)) return undefined; // 0 means that the leader lives outside of this container
    const started = (await fieldsOf(Number(leader)))[22 - 3];
    const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    return started === undefined || boot === "" ? undefined : [boot, leader, started];
  } catch {
    return undefined;
  }
}

const fieldsOf = async (pid: number): Promise<readonly string[]> =>
  splitStat(await readFile(`/proc/${pid}/stat`, "utf8"))?.fields ?? [];

/**
 * macOS does not tell which process leads a session. The topmost one above this that is in this terminal does:
 * login(1) or a shell. This was written from the manual of its ps(1) and not run on a Mac by us.
 */
async function darwinLeader(processes: readonly ProcessFacts[]): Promise<readonly string[] | undefined> {
  const first = processes.findIndex(({ tty }) => tty !== processes[0]?.tty);
  const leader = processes[(first === -1 ? processes.length : first) - 1];
  if (leader === undefined) return undefined;
  try {
    const args = ["-o", "lstart=", "-p", String(leader.pid)];
    const { stdout } = await promisify(execFile)("/bin/ps", args, {
      encoding: "utf8",
      timeout: 3000,
      env: { LC_ALL: "C" },
    });
    const started = stdout.trim();
    return started === "" ? undefined : [String(leader.pid), started];
  } catch {
    return undefined;
  }
}
