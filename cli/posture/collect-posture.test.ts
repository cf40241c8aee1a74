import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { postureSchema } from "@nearside/shared/posture/posture.ts";
import { parse } from "valibot";
import { afterEach, expect, it } from "vitest";
import type { ProgramOutcome } from "../peer/ask-program.ts";
import { PostureLook } from "./collect-posture.ts";
import { createPostureStore } from "./posture-store.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const HERE = { platform: process.platform, env: {}, home: "/nowhere" } as const;
const memory = (text?: string) => {
  const kept: { text: string | undefined } = { text };
  const save = async (saved: string): Promise<void> => {
    kept.text = saved;
  };
  return { kept, load: async () => kept.text, save };
};
/** A Linux machine with apt, whose programs never answer. */
const hanging = (changed: number) => {
  const asked: string[] = [];
  const run = (path: string): Promise<ProgramOutcome> => {
    asked.push(path);
    return new Promise(() => undefined);
  };
  const eyes = { platform: "linux", run, read: async () => undefined, changedAt: async () => changed } as const;
  return { asked, eyes: { ...HERE, ...eyes } };
};
const fact = (value: string, at: number) => ({ value, source: "lsblk", at });

it("tells what this machine says, in the form of a statement, and keeps it", async () => {
  const store = memory();
  const posture = await new PostureLook(HERE, store, Date.now).tell();
  expect(parse(postureSchema, posture)).toEqual(posture);
  expect(Object.keys(posture)).toEqual(["disk_encryption", "screen_lock", "updates", "firewall"]);
});

it("does not look again while it is fresh, and tells the age", async () => {
  const at = 1_000_000_000_000;
  const known = {
    disk_encryption: fact("on", at),
    screen_lock: fact("on", at),
    updates: fact("current", at),
    firewall: fact("on", at),
  };
  const store = memory(JSON.stringify(known));
  const posture = await new PostureLook(hanging(at).eyes, store, () => at + 42_900).tell();
  expect(posture.disk_encryption).toEqual({ value: "on", age: 42, source: "lsblk" });
  expect(posture.updates).toEqual({ value: "current", age: 42, source: "lsblk" });
  expect(store.kept.text).toBe(JSON.stringify(known));
});

it("looks again at what was wrong, since a person may have fixed it", async () => {
  const at = 1_000_000_000_000;
  const amiss = { disk_encryption: fact("off", at), screen_lock: fact("on", at), firewall: fact("on", at) };
  const store = memory(JSON.stringify({ ...amiss, updates: { ...fact("pending", at - 9e6), seen: at } }));
  const posture = await new PostureLook({ ...HERE, platform: "aix" }, store, () => at + 3000).tell();
  expect(posture.disk_encryption).toMatchObject({ value: "unknown", reason: "unsupported" });
  expect(posture.screen_lock).toMatchObject({ value: "on" });
  // a list that was fetched hours ago is not asked again and again
  expect(posture.updates).toEqual({ value: "pending", age: 9003, source: "lsblk" });
});

it("looks once in a minute while it stays, and less often at updates", async () => {
  const at = 1_000_000_000_000;
  const known = { disk_encryption: fact("on", at), screen_lock: fact("on", at), firewall: fact("off", at) };
  const store = memory(JSON.stringify({ ...known, updates: fact("current", at) }));
  let now = at + 30_000;
  const look = new PostureLook({ ...HERE, platform: "aix" }, store, () => now);
  // another process saw it, and it may have changed before this one began
  expect(await look.look()).toMatchObject({ firewall: { value: "unknown", age: 0 }, updates: { value: "current" } });
  now = at + 70_000;
  expect((await look.look()).firewall).toMatchObject({ value: "unknown", age: 40 });
  now = at + 90_000;
  expect((await look.look()).firewall).toMatchObject({ value: "unknown", age: 0 });
  now = at + 3_700_000;
  expect((await look.look()).updates).toMatchObject({ value: "unknown" });
});

const AT = 1_000_000_000_000;
const OLD = {
  disk_encryption: fact("on", AT),
  screen_lock: fact("off", AT),
  updates: fact("pending", AT),
  firewall: fact("on", AT),
};

it("waits for no system that does not answer: what was seen before is told, with its age", async () => {
  const { asked, eyes } = hanging(AT + 1);
  const look = new PostureLook(eyes, memory(JSON.stringify(OLD)), () => AT + 700_000);
  const began = performance.now();
  const posture = await look.tell();
  expect(performance.now() - began).toBeLessThan(10_000); // a program of the system may take twenty seconds
  expect(asked).toContain("/usr/bin/apt");
  expect(posture).toEqual({
    disk_encryption: { value: "on", age: 700, source: "lsblk" },
    screen_lock: { value: "off", age: 700, source: "lsblk" },
    updates: { value: "pending", age: 700, source: "lsblk" },
    firewall: { value: "on", age: 700, source: "lsblk" },
  });
});

it("waits a little longer for updates of which it knows that they have changed, or nothing at all", async () => {
  const said = async (kept: object, changed: number) => {
    const { eyes } = hanging(changed);
    const run: typeof eyes.run = async (path) => {
      if (path !== "/usr/bin/apt") return eyes.run(path);
      await wait(600);
      return { state: "ended", code: 0, stdout: "Listing...\n", stderr: "" };
    };
    return (await new PostureLook({ ...eyes, run }, memory(JSON.stringify(kept)), () => AT + 1000).tell()).updates;
  };
  const { updates: _, ...others } = OLD;
  expect(await said(others, AT)).toMatchObject({ value: "current" });
  expect(await said(OLD, AT + 1)).toMatchObject({ value: "current" });
});

it("begins no second look at updates while one runs, in whatever process", async () => {
  const store = memory(JSON.stringify(OLD));
  const first = hanging(AT + 1);
  const second = hanging(AT + 1);
  let now = AT + 1000;
  await new PostureLook(first.eyes, store, () => now).tell();
  await new PostureLook(second.eyes, store, () => now + 60_000).tell();
  expect(first.asked).toContain("/usr/bin/apt");
  expect(second.asked).not.toContain("/usr/bin/apt");
  now += 120_000; // it was given up
  await new PostureLook(second.eyes, store, () => now).tell();
  expect(second.asked).toContain("/usr/bin/apt");
});

it("asks about updates once in an hour, and at once where packages or lists have changed", async () => {
  const asked = async (changed: number, later: number, kept: object = OLD) => {
    const { asked, eyes } = hanging(changed);
    await new PostureLook(eyes, memory(JSON.stringify(kept)), () => AT + later).tell();
    return asked.includes("/usr/bin/apt");
  };
  expect(await asked(AT - 1, 3_500_000)).toBe(false);
  expect(await asked(AT + 1, 2000)).toBe(true);
  expect(await asked(AT - 1, 3_700_000)).toBe(true);
  const untold = { ...OLD, updates: { value: "unknown", reason: "timed_out", source: "apt", at: AT } };
  expect(await asked(AT - 1, 3_500_000, untold)).toBe(false);
});

it("keeps each fact as soon as it is seen", async () => {
  const { eyes } = hanging(AT);
  const store = memory();
  const run: typeof eyes.run = async (path) => (path === "/usr/bin/apt" ? eyes.run(path) : { state: "missing" });
  await new PostureLook({ ...eyes, run }, store, () => AT).tell();
  const kept = JSON.parse(store.kept.text ?? "");
  expect(Object.keys(kept).sort()).toEqual(["disk_encryption", "firewall", "screen_lock", "updates_begun"]);
  expect(kept).toMatchObject({ updates_begun: AT, disk_encryption: { value: "unknown", seen: AT } });
});

it.each([
  ["no JSON", "{"],
  ["another form", JSON.stringify({ disk_encryption: "on" })],
  ["a fact from the future", JSON.stringify({ disk_encryption: fact("on", 9e15) })],
  ["a value that there is not", JSON.stringify({ disk_encryption: fact("perfect", 1_000_000_000_000) })],
])("believes no kept text with %s", async (_what, text) => {
  const posture = await new PostureLook({ ...HERE, platform: "aix" }, memory(text), () => 1_000_000_000_000).tell();
  const told = posture.disk_encryption;
  expect(told === undefined || told.value === "unknown").toBe(true);
});

it("keeps it in a file of this account alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-posture-"));
  folders.push(folder);
  const place = {
    folder,
    uid: process.geteuid?.(),
    cwd: "/",
    home: "/root",
    platform: process.platform,
    randomName: () => "a".repeat(32),
  };
  const store = createPostureStore(async () => place);
  expect(await store.load()).toBeUndefined();
  await store.save('{"a":1}');
  expect(await store.load()).toBe('{"a":1}');
});
