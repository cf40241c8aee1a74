import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LockPlace, withLock } from "./lock.ts";

let folder: string;
const waiting = { now: () => Date.now(), sleep: (ms: number) => wait(ms) };

const place = (pid = process.pid): LockPlace => ({
  folder: join(folder, "state"),
  uid: process.geteuid?.(),
  cwd: "/",
  home: folder,
  pid,
  randomName: () => randomBytes(16).toString("hex"),
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("withLock", () => {
  it("gives itself to one at a time, and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await wait(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, () => withLock(place(), "a", waiting, task)));
    expect(most).toBe(1);
    expect(await readdir(join(folder, "state"))).toEqual([]);
  });

  it("keeps different names apart", async () => {
    await withLock(place(), "a", waiting, () => withLock(place(), "b", waiting, async () => undefined));
  });

  it("opens again when the task fails", async () => {
    await expect(withLock(place(), "a", waiting, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock(place(), "a", waiting, async () => "in")).toBe("in");
  });

  it("takes over from a process that died, once, however many wait for it", async () => {
    await withLock(place(), "made", waiting, async () => undefined); // makes the folder
    await writeFile(join(folder, "state", ".a.lock"), `${await deadPid()} gone\n`);
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await wait(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 6 }, () => withLock(place(), "a", waiting, task)));
    expect(most).toBe(1);
    expect(await readdir(join(folder, "state"))).toEqual([]);
  });

  it("says so when a live one holds it for too long, and leaves it alone", async () => {
    await withLock(place(), "made", waiting, async () => undefined);
    await writeFile(join(folder, "state", ".a.lock"), `${process.pid} other\n`);
    let passed = 0;
    const hurried = {
      now: () => Date.now() + passed,
      sleep: async () => {
        passed += 10_000;
      },
    };
    const waited = withLock(place(), "a", hurried, async () => "in");
    await expect(waited).rejects.toMatchObject({ code: "credential_busy" });
    expect(await readdir(join(folder, "state"))).toEqual([".a.lock"]);
  });
});
