import { afterAll, beforeAll, expect, it } from "vitest";
import { MemoryReplayStore, ReplayStoreFull } from "./replay-store.ts";
import { createResource, memoryReplays, type ReplayStore } from "./resource.ts";
import { Client, ORIGIN } from "./testing/client.ts";
import { requestOf } from "./testing/request-of.ts";
import { startTestIssuer, type TestIssuer } from "./testing/test-issuer.ts";

let issuer: TestIssuer;
let client: Client;
beforeAll(async () => {
  issuer = await startTestIssuer();
  client = await Client.of(issuer);
});
afterAll(() => issuer.close());

const verifyWith = async (replays: ReplayStore, ask = client.ask("GET", "/orders")) =>
  createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock, replays }).verify(
    requestOf(await ask),
  );

it("remembers until the time is over, and no longer", () => {
  let seconds = 1000;
  const store = new MemoryReplayStore({ clock: () => seconds * 1000, capacity: 1 });
  expect(store.seen("a", 1100)).toBe(false);
  seconds = 1099;
  expect(store.seen("a", 1100)).toBe(true);
  seconds = 1105;
  expect(store.seen("a", 1200)).toBe(false);
});

it("refuses when it is full, and forgets nothing early", () => {
  let seconds = 1000;
  const store = new MemoryReplayStore({ clock: () => seconds * 1000, capacity: 2 });
  expect([store.seen("a", 1100), store.seen("b", 1200)]).toEqual([false, false]);
  expect(() => store.seen("c", 1300)).toThrow(ReplayStoreFull);
  expect([store.seen("a", 1100), store.seen("b", 1200)]).toEqual([true, true]);
  seconds = 1100;
  expect(store.seen("c", 1300)).toBe(false);
  expect(store.seen("b", 1200)).toBe(true);
});

it("has room for at least one", () => {
  for (const capacity of [0, -1, 1.5, Number.NaN])
    expect(() => memoryReplays({ capacity })).toThrow("capacity: give a whole number");
});

it("is asked by a hash that is one per key and jti, until the proof's own time refuses it", async () => {
  const asked: [string, number][] = [];
  const store: ReplayStore = { seen: async (...what) => asked.push(what) === 0 };
  await verifyWith(store, client.ask("GET", "/orders", { proof: { jti: "one" } }));
  await verifyWith(store, client.ask("GET", "/orders", { proof: { jti: "one", iat: client.now() - 7 } }));
  const other = await Client.of(issuer);
  await verifyWith(store, other.ask("GET", "/orders", { proof: { jti: "one" } }));
  const [first, second, third] = asked;
  expect(first).toEqual([expect.stringMatching(/^[\w-]{43}$/), client.now() + 121]);
  expect(second).toEqual([first?.[0], client.now() + 114]);
  expect(third?.[0]).not.toBe(first?.[0]);
});

it("is asked last: of a stranger's requests, and of those that are refused, nothing is remembered", async () => {
  const asked: string[] = [];
  const store: ReplayStore = { seen: (key) => asked.push(key) === 0 };
  for (const twist of [{ method: "POST" }, { iat: 0 }, { accessToken: "x" }])
    await expect(verifyWith(store, client.ask("GET", "/orders", { proof: twist }))).rejects.toThrow();
  await expect(verifyWith(store, client.ask("GET", "/orders", { token: { exp: 1 } }))).rejects.toThrow();
  expect(asked).toEqual([]);
});

it.each<[string, string, () => boolean | Promise<boolean>]>([
  ["is full", "replay_store_full", () => Promise.reject(new ReplayStoreFull())],
  ["fails at once", "replay_store_unavailable", () => raise("down")],
  ["fails later", "replay_store_unavailable", () => Promise.reject(new Error("down"))],
  ["answers what is neither true nor false", "replay_store_unavailable", () => JSON.parse('"OK"')],
  ["answers nothing", "replay_store_unavailable", () => JSON.parse("null")],
])("lets nothing pass when it %s: %s", async (_what, code, seen) => {
  await expect(verifyWith({ seen })).rejects.toMatchObject({ code, status: 503 });
});

function raise(message: string): never {
  throw new Error(message);
}
