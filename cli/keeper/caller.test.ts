import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { programOf } from "../peer/program.ts";
import { processOf, trustedProcessOf } from "./caller.ts";

// The processes are real, in namespaces and root folders of their own. Only root can make these.

const PYTHON = realpathSync("/usr/bin/python3");
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    const over = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.kill("SIGKILL");
    await over;
  }
});

/** @param leave how it leaves the machine's own view, in Python @returns its number */
async function start(leave: string): Promise<number> {
  const script = `
import ctypes, os, signal
c = ctypes.CDLL(None, use_errno=True)
${leave}
print(os.getpid(), flush=True); signal.pause()`;
  const child = spawn(PYTHON, ["-c", script], { cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child.pid ?? 0;
}

const ELSEWHERE = [
  ["with a network of its own", "assert c.unshare(0x40000000) == 0"],
  ["with accounts of its own", "assert c.unshare(0x10000000) == 0"],
  ["with a root folder of its own", "os.chroot('/tmp')"],
] as const;

describe("a process of this machine", () => {
  it("is read with its file and its arguments", async () => {
    const pid = await start("");
    const seen = processOf(pid);
    expect(seen).toMatchObject({ pid, parentPid: process.pid, isHere: true, program: programOf(pid) });
    expect(seen?.program.file).toBeDefined();
    expect(seen?.argv.slice(0, 2)).toEqual([PYTHON, "-c"]);
  });
});

describe("a process elsewhere", () => {
  // A file system of its own would keep the keeper waiting for the file, and so would its memory for the arguments.
  it.each(ELSEWHERE)("%s is asked for no file of its own and for no memory", async (_name, leave) => {
    const pid = await start(leave);
    const seen = processOf(pid);
    expect(seen).toMatchObject({ pid, parentPid: process.pid, isHere: false, argv: [] });
    expect(seen?.program).toEqual({ claimedPath: expect.stringContaining("python3"), file: undefined });
  });

  it("is read as a whole where the machine itself put it", async () => {
    const pid = await start(ELSEWHERE[0][1]);
    const seen = trustedProcessOf(pid);
    expect(seen).toMatchObject({ isHere: false, program: programOf(pid) });
    expect(seen?.argv[0]).toBe(PYTHON);
  });
});
