import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { ancestry, linuxProcess } from "./process-tree.ts";
import { terminalSession } from "./terminal-session.ts";

// Real sessions of real terminals: script(1) gives its child one of its own.

async function inTerminal<T>(look: (pid: number) => Promise<T>): Promise<T> {
  const parent = spawn("script", ["-qec", "bash -c 'echo; sleep 60 & echo pid=$!; wait'", "/dev/null"]);
  try {
    let printed = "";
    while (!/pid=\d+/.test(printed)) printed += String(await once(parent.stdout, "data"));
    return await look(Number(/pid=(\d+)/.exec(printed)?.[1]));
  } finally {
    parent.kill();
    await once(parent, "exit");
  }
}
const sessionOf = async (pid: number) => terminalSession("linux", await ancestry("linux", pid));

it("is the same for every process of a session, and told as a hash", async () => {
  const [child, leader, again] = await inTerminal(async (pid) => [
    await sessionOf(pid),
    await sessionOf((await linuxProcess(pid))?.parentPid ?? 0),
    await sessionOf(pid),
  ]);
  expect(child).toMatch(/^[\w-]{43}$/);
  expect([leader, again]).toEqual([child, child]);
});

it("is another one in a later session of a terminal of the same name", async () => {
  const seen = () =>
    inTerminal(async (pid) => ({ tty: (await linuxProcess(pid))?.tty, session: await sessionOf(pid) }));
  const [first, later] = [await seen(), await seen()];
  expect(later.tty).toBe(first.tty);
  expect(later.session).not.toBe(first.session);
});

it("is not told without a terminal, and where the system tells none", async () => {
  const [own] = await ancestry("linux", process.pid);
  if (own === undefined) throw new Error("this process is not there");
  expect(await terminalSession("linux", [{ ...own, tty: null }])).toBeUndefined();
  expect(await terminalSession("win32", [])).toBeUndefined();
  expect(await terminalSession("win32", [{ ...own, tty: "con" }])).toBeUndefined();
  expect(await terminalSession("linux", [{ ...own, tty: "pts/3", pid: 0 }])).toBeUndefined();
});

it("is read of the topmost process of that terminal on macOS, whose ps(1) is asked as the one here can be", async () => {
  await inTerminal(async (pid) => {
    const processes = await ancestry("linux", pid);
    const session = await terminalSession("darwin", processes);
    expect(session).toMatch(/^[\w-]{43}$/);
    expect(await terminalSession("darwin", processes.slice(1))).toBe(session);
  });
});
