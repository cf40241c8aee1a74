import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { statOf } from "../process-times.ts";
import { isMarked } from "./agent-mark.ts";
import { kinOf, rootAt } from "./tree.ts";

// Real processes, with limits that another program sets.

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

/** A process that stays, with that greatest number of locks; with this one's own if none is said. */
async function waiting(locks?: string): Promise<number> {
  const limit = locks === undefined ? [] : ["prlimit", `--locks=${locks}:${locks}`];
  const [command = "", ...args] = [...limit, "sh", "-c", "echo here; read -r line"];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  if (child.pid === undefined) throw new Error("it was not started");
  return child.pid;
}

const named = (pid: number) => ({ pid, startTime: statOf(pid)?.startTime ?? "" });

describe("the mark of agents", () => {
  it("is a greatest number of locks of none, and no other that an administrator may have set", async () => {
    const pids = [await waiting("0"), await waiting("1"), await waiting("4096"), await waiting()];
    expect(pids.map(isMarked)).toEqual([true, false, false, false]);
  });

  it("is not seen where no process is", () => {
    expect(isMarked(0x7fff_ffff)).toBe(false);
  });

  it("makes a process one that was left behind, unless it is below the root of a lease", async () => {
    const [marked, ordinary] = [await waiting("0"), await waiting()];
    const root = rootAt(marked);
    if (root === undefined) throw new Error("it has gone");
    expect(kinOf(named(marked), [])).toBe("left");
    expect(kinOf(named(ordinary), [])).toBe("outside");
    expect(kinOf(named(marked), [{ root }])).toEqual({ tree: { root } });
    expect(kinOf(named(ordinary), [{ root }])).toBe("outside");
  });

  it("says nothing about a process that has gone, though another one has its number", async () => {
    expect(kinOf({ pid: await waiting("0"), startTime: "1" }, [])).toBe("unclear");
  });
});
