import { execFile } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { promisify } from "node:util";

// The chain of processes that started this one. Linux tells it in /proc, macOS by ps. Windows tells nothing without a
// helper that takes half a second, so there the chain is empty and the context says `null`.

export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  /** The executable's short name. */
  readonly name: string;
  /** Its controlling terminal: `pts/3`, `ttys001`. */
  readonly tty: string | null;
  /** The arguments one by one if the system keeps them apart, else as one text. Secrets are still in them. */
  readonly command: readonly string[] | string;
}

/** The most processes above this one that are looked at: a longer chain has no person at a shell. */
const DEEPEST = 64;
/** The most bytes of a command line that are read. Linux lets it have 2 MiB. */
const COMMAND_BYTES = 65_536;

/** This process first, then its parent, and so on up. Empty if the system doesn't tell. */
export async function ancestry(platform: NodeJS.Platform, pid: number): Promise<ProcessFacts[]> {
  if (platform === "linux") return climb(pid, linuxProcess);
  if (platform === "darwin") {
    const processes = await processesByPs();
    return climb(pid, async (each) => processes.get(each));
  }
  return [];
}

async function climb(pid: number, read: (pid: number) => Promise<ProcessFacts | undefined>): Promise<ProcessFacts[]> {
  const found: ProcessFacts[] = [];
  for (let next = pid; next > 0 && found.length < DEEPEST; ) {
    const facts = await read(next);
    if (facts === undefined || found.some(({ pid: seen }) => seen === facts.pid)) break;
    found.push(facts);
    next = facts.parentPid;
  }
  return found;
}

/** proc_pid_stat(5); undefined if the process is gone or hidden. */
export async function linuxProcess(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const stat = parseStat(await readFile(`/proc/${pid}/stat`, "utf8"));
    return stat === undefined ? undefined : { ...stat, command: await linuxCommand(pid) };
  } catch {
    return undefined;
  }
}

/** Reads the members of {@link ProcessFacts} that proc_pid_stat(5) has. */
export function parseStat(stat: string): Omit<ProcessFacts, "command"> | undefined {
  const { pid, name, fields = [] } = splitStat(stat) ?? {};
  const [, parent, , , terminal] = fields;
  if (pid === undefined || name === undefined || parent === undefined || terminal === undefined) return undefined;
  return { pid: Number(pid), parentPid: Number(parent), name, tty: terminalName(Number(terminal)) };
}

/**
 * Splits proc_pid_stat(5). The name is in parentheses and may itself hold spaces and parentheses: the last one ends it. The
 * first of the `fields` behind it is field 3.
 */
export function splitStat(stat: string) {
  const [, pid, name, rest] = /^(\d+) \(([\s\S]*)\) ([\s\S]*)$/.exec(stat) ?? [];
  return rest === undefined ? undefined : { pid, name, fields: rest.split(" ") };
}

/** The name under /dev of a terminal with that device number (Documentation/admin-guide/devices.txt). */
export function terminalName(device: number): string | null {
  if (device === 0) return null;
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return `terminal ${major}:${minor}`;
}

async function linuxCommand(pid: number): Promise<string[]> {
  const file = await open(`/proc/${pid}/cmdline`);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(COMMAND_BYTES), 0, COMMAND_BYTES, 0);
    const argv = buffer.toString("utf8", 0, bytesRead).split("\0");
    argv.pop(); // after the last NUL comes nothing, or an argument cut in two
    return argv;
  } finally {
    await file.close();
  }
}

/** Runs ps(1) by its full name and without a shell. macOS joins the arguments by spaces. */
export async function processesByPs(): Promise<Map<number, ProcessFacts>> {
  try {
    const { stdout } = await promisify(execFile)("/bin/ps", ["-axww", "-o", "pid=,ppid=,tty=,args="], {
      encoding: "utf8",
      maxBuffer: 32 * 1024 * 1024,
      timeout: 3000,
    });
    return new Map(stdout.split("\n").flatMap((line) => parsePsLine(line).map((facts) => [facts.pid, facts])));
  } catch {
    return new Map();
  }
}

function parsePsLine(line: string): ProcessFacts[] {
  const [, pid, parentPid, tty, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  if (pid === undefined || parentPid === undefined || tty === undefined || command === undefined) return [];
  // A server and a login shell name themselves `sshd: zoe@ttys000` and `-zsh`.
  const name = (/^-?(\S*?):?(?:\s|$)/.exec(command)?.[1] ?? "").split("/").at(-1) ?? "";
  return [{ pid: Number(pid), parentPid: Number(parentPid), name, tty: /^\?+$/.test(tty) ? null : tty, command }];
}
