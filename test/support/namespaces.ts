// Network namespaces that belong to a run: their names say whose they are, so that runs never collide and what a
// crashed run left behind is known as such.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const PREFIX = "nearside-test";
const FOLDER_OF_NAMESPACES = "/run/netns";
const FOLDER_OF_NAMES = "/etc/netns";

const execute = promisify(execFile);

/**
 * Runs ip(8).
 * @returns what it printed
 * @throws Error with its own words
 */
export async function ip(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute("ip", [...args]);
  return stdout;
}

/** A new tag for namespaces of this run: process id, start time, for a process id alone comes again, and a random part. */
export async function runTag(): Promise<string> {
  const startTime = await startTimeOf(process.pid);
  if (startTime === undefined) throw new Error("/proc does not show this very process");
  return `${process.pid}-${startTime}-${randomBytes(4).toString("hex")}`;
}

export function nameNamespace(tag: string, host: string): string {
  return `${PREFIX}-${tag}-${host}`;
}

/** Ends what runs in it, then removes it and its name resolution. Nothing happens if it is gone already. */
export async function removeNamespace(namespace: string): Promise<void> {
  for (const pid of await processesIn(namespace)) kill(pid);
  // Another run may be removing the same leftover at this moment.
  if (await isNamespace(namespace)) {
    await ip("netns", "delete", namespace).catch(async (error: unknown) => {
      if (await isNamespace(namespace)) throw error;
    });
  }
  await rm(join(FOLDER_OF_NAMES, namespace), { recursive: true, force: true });
}

/** Removes what runs that are no more have left: they were killed, or the machine lost its power. */
export async function removeDeadRuns(): Promise<void> {
  const ours = new RegExp(`^${PREFIX}-(\\d+)-(\\d+)-`);
  const names = new Set([...(await entries(FOLDER_OF_NAMESPACES)), ...(await entries(FOLDER_OF_NAMES))]);
  for (const name of names) {
    const [, pid, startTime] = ours.exec(name) ?? [];
    if (pid !== undefined && startTime !== (await startTimeOf(Number(pid)))) await removeNamespace(name);
  }
}

/** Clock ticks between boot and the start of the process (proc_pid_stat(5), field 22); undefined if no such process runs. */
async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is a name in parentheses that may itself hold blanks and parentheses.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

async function isNamespace(name: string): Promise<boolean> {
  return (await entries(FOLDER_OF_NAMESPACES)).includes(name);
}

async function processesIn(namespace: string): Promise<number[]> {
  if (!(await isNamespace(namespace))) return [];
  const pids = await ip("netns", "pids", namespace).catch(() => "");
  return pids.split("\n").filter(Boolean).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
