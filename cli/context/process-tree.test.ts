import { describe, expect, it } from "vitest";
import { ancestry, linuxProcess, parseStat, processesByPs, terminalName } from "./process-tree.ts";

describe("ancestry", () => {
  it("climbs from this process to the first one", async () => {
    const chain = await ancestry("linux", process.pid);
    expect(chain[0]?.pid).toBe(process.pid);
    expect(chain[1]?.pid).toBe(process.ppid);
    expect(chain.at(-1)?.parentPid).toBe(0);
    expect(chain[0]?.command[0]).toMatch(/node/);
  });

  it("ends where a process is gone, and tells nothing on Windows", async () => {
    expect(await ancestry("linux", 2 ** 22 + 1)).toEqual([]);
    expect(await ancestry("win32", process.pid)).toEqual([]);
  });

  it("reads the same from ps as from /proc", async () => {
    const byPs = (await processesByPs()).get(process.pid);
    const byProc = await linuxProcess(process.pid);
    expect(byPs?.parentPid).toBe(process.ppid);
    expect(byPs?.tty).toBe(byProc?.tty);
    expect(String(byPs?.command).split(" ")[0]).toBe(byProc?.command[0]?.split(" ")[0]);
  });
});

describe("parseStat", () => {
  it("takes a name that imitates the fields after it", () => {
    expect(parseStat("42 (a) S 1 (b) 1) S 7 42 42 34819 42 0")).toEqual({
      pid: 42,
      name: "a) S 1 (b) 1",
      parentPid: 7,
      tty: "pts/3",
    });
  });

  it.each(["", "42", "42 (a", "42 (a) S", "x (a) S 1 1 1 0"])("refuses %j", (stat) => {
    expect(parseStat(stat)).toBeUndefined();
  });
});

describe("terminalName", () => {
  it.each([
    [0, null],
    [34_816, "pts/0"],
    [136 * 256 + 255, "pts/255"],
    [137 * 256, "pts/256"],
    [1025, "tty1"],
    [4 * 256 + 64, "ttyS0"],
    [204 * 256 + 64, "terminal 204:64"],
  ])("%i", (device, name) => {
    expect(terminalName(device)).toBe(name);
  });
});
