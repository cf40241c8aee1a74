import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postureSchema } from "@nearside/shared/posture/posture.ts";
import { parse } from "valibot";
import { afterEach, expect, it } from "vitest";
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
  const posture = await new PostureLook(HERE, store, () => at + 42_900).tell();
  expect(posture.disk_encryption).toEqual({ value: "on", age: 42, source: "lsblk" });
  expect(posture.updates).toEqual({ value: "current", age: 42, source: "lsblk" });
  expect(store.kept.text).toBe(JSON.stringify(known));
});

it("looks anew at what was amiss, since a person may have mended it", async () => {
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
  expect((await look.look()).firewall).toMatchObject({ value: "off" });
  now = at + 60_000;
  expect(await look.look()).toMatchObject({ firewall: { value: "unknown" }, updates: { value: "current" } });
  now = at + 3_700_000;
  expect((await look.look()).updates).toMatchObject({ value: "unknown" });
});

it("waits for no system that does not answer: what was seen before is told, with its age", async () => {
  const at = 1_000_000_000_000;
  const known = {
    disk_encryption: fact("on", at),
    screen_lock: fact("off", at),
    updates: fact("pending", at),
    firewall: fact("on", at),
  };
  const look = new PostureLook(
    HERE,
    { load: async () => JSON.stringify(known), save: () => new Promise(() => undefined) },
    () => at + 700_000,
  );
  const began = performance.now();
  const posture = await look.tell();
  expect(performance.now() - began).toBeLessThan(2000);
  expect(posture.disk_encryption).toBeDefined();
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
