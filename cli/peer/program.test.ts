import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isSameProgram, knownPathOf, programOf, runsFile, systemsPathOf, UNKNOWN_PROGRAM } from "./program.ts";

// Real processes, some from file systems that are gone. Root can mount them; all of this suite runs as root.

let folder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-program-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const child of children.splice(0)) {
    const over = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill("SIGKILL");
    await over;
  }
});

async function start(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child.pid ?? 0;
}

/** Says that it runs, and waits. */
const WAITS = ["-c", "echo runs; read -r never <&1"];
/** A shell has the name of that program below a file system that is taken away before it starts. */
const GONE = `
set -e; mount -t tmpfs none "$0"; mkdir -p "$0/usr/bin"; cp /bin/bash "$0/usr/bin/$1"; exec 3<"$0/usr/bin/$1"
umount --lazy "$0"; shift; exec /proc/self/fd/3 "$@"`;
const gone = (name: string) => start("unshare", ["--mount", "sh", "-c", GONE, folder, name, ...WAITS]);

describe("the program of a process", () => {
  it("is the system's by its file", async () => {
    const program = programOf(await start("/bin/bash", WAITS));
    expect(systemsPathOf(program, "bash")).toBe("/usr/bin/bash");
    expect(systemsPathOf(program, "ssh")).toBeUndefined();
    expect(knownPathOf(program)).toBe("/usr/bin/bash");
    expect(runsFile(program, "/bin/bash")).toBe(true);
  });

  it("is not the system's for a path that the kernel tells of a file system that is gone", async () => {
    const program = programOf(await gone("ssh"));
    expect(program.claimedPath).toBe("/usr/bin/ssh");
    expect(systemsPathOf(program, "ssh")).toBeUndefined();
    expect(knownPathOf(program)).toBeUndefined();
    expect(runsFile(program, "/usr/bin/ssh")).toBe(false);
    expect(isSameProgram(program, programOf(await gone("ssh")))).toBe(false);
  });

  it("is not the system's where root owns it, and nobody else may write it, but it lies elsewhere", async () => {
    const copy = join(folder, "ssh");
    copyFileSync("/bin/bash", copy);
    chmodSync(copy, 0o755);
    const program = programOf(await start(copy, WAITS));
    expect(knownPathOf(program)).toBe(copy);
    expect(systemsPathOf(program, "ssh")).toBeUndefined();
  });

  it("has no path that is known once another file has its place, and is the same still", async () => {
    const [copy, newer] = [join(folder, "tool"), join(folder, "newer")];
    for (const each of [copy, newer]) copyFileSync("/bin/bash", each);
    const pid = await start(copy, WAITS);
    const before = programOf(pid);
    renameSync(newer, copy);
    expect(programOf(pid).claimedPath).toBe(copy);
    expect(knownPathOf(programOf(pid))).toBeUndefined();
    expect(isSameProgram(before, programOf(pid))).toBe(true);
  });

  it("is nobody's where it is unknown", () => {
    expect(isSameProgram(UNKNOWN_PROGRAM, UNKNOWN_PROGRAM)).toBe(false);
    expect(runsFile(UNKNOWN_PROGRAM, "/nowhere")).toBe(false);
  });
});
