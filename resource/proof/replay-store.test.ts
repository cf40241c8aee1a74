import { newUserId } from "@nearside/shared/ids.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createResource, memoryReplays, type ReplayStore } from "../resource.ts";
import { Client, ORIGIN } from "../testing/client.ts";
import { requestOf } from "../testing/request-of.ts";
import { publishStatusList, STATUS_LIST, statusOf } from "../testing/status-list.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import { MemoryReplayStore, ReplayStoreFull } from "./replay-store.ts";

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
  expect(store.seen("a", 1100, "alice")).toBe(false);
  seconds = 1099;
  expect(store.seen("a", 1100, "alice")).toBe(true);
  seconds = 1105;
  expect(store.seen("a", 1200, "alice")).toBe(false);
});

it("refuses when it is full, and forgets nothing early", () => {
  let seconds = 1000;
  const store = new MemoryReplayStore({ clock: () => seconds * 1000, capacity: 2, perUser: 2 });
  expect([store.seen("a", 1100, "alice"), store.seen("b", 1200, "alice")]).toEqual([false, false]);
  expect(() => store.seen("c", 1300, "alice")).toThrow(ReplayStoreFull);
  expect([store.seen("a", 1100, "alice"), store.seen("b", 1200, "alice")]).toEqual([true, true]);
  seconds = 1100;
  expect(store.seen("c", 1300, "alice")).toBe(false);
  expect(store.seen("b", 1200, "alice")).toBe(true);
});

it("lets one person fill her own share, and nobody else's", () => {
  let seconds = 1000;
  const store = new MemoryReplayStore({ clock: () => seconds * 1000, capacity: 20 });
  expect([store.seen("a", 1100, "alice"), store.seen("b", 1200, "alice")]).toEqual([false, false]);
  expect(() => store.seen("c", 1300, "alice")).toThrow(expect.objectContaining({ whose: "user" }));
  expect(store.seen("a", 1100, "alice")).toBe(true);
  expect([store.seen("d", 1300, "bob"), store.seen("e", 1300, "bob")]).toEqual([false, false]);
  seconds = 1100;
  expect(store.seen("c", 1300, "alice")).toBe(false);
  expect(() => store.seen("f", 1300, "alice")).toThrow(ReplayStoreFull);
});

it("has room for at least one", () => {
  for (const most of [0, -1, 1.5, Number.NaN]) {
    expect(() => memoryReplays({ capacity: most })).toThrow("capacity must be a whole number");
    expect(() => memoryReplays({ perUser: most })).toThrow("perUser must be a whole number");
  }
});

it("refuses a caller that fills it with one token, even by new proofs, and continues to serve everybody else", async () => {
  const replays = memoryReplays({ clock: client.clock, capacity: 30 });
  const resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock, replays });
  const [alice, bob] = [newUserId(client.random), newUserId(client.random)];
  const ask = async (sub: string) => resource.verify(requestOf(await client.ask("GET", "/orders", { token: { sub } })));
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => ask(alice)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  const refusal = await ask(alice).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "too_many_requests", status: 429, headers: { "Retry-After": "5" } });
  expect((await ask(bob)).claims.sub).toBe(bob);
});

it("is asked by a hash that is one per key and jti, until the proof's own time refuses it", async () => {
  const calls: [string, number, string][] = [];
  const store: ReplayStore = { seen: async (...what) => calls.push(what) === 0 };
  const sub = newUserId(client.random);
  await verifyWith(store, client.ask("GET", "/orders", { token: { sub }, proof: { jti: "one" } }));
  await verifyWith(
    store,
    client.ask("GET", "/orders", { token: { sub }, proof: { jti: "one", iat: client.now() - 7 } }),
  );
  const other = await Client.of(issuer);
  await verifyWith(store, other.ask("GET", "/orders", { proof: { jti: "one" } }));
  const [first, second, third] = calls;
  expect(first).toEqual([expect.stringMatching(/^[\w-]{43}$/), client.now() + 121, sub]);
  expect(second).toEqual([first?.[0], client.now() + 114, sub]);
  expect(third?.[0]).not.toBe(first?.[0]);
});

it("is asked last: of a stranger's requests, and of those that are refused, nothing is remembered", async () => {
  const keys: string[] = [];
  const store: ReplayStore = { seen: (key) => keys.push(key) === 0 };
  for (const twist of [{ method: "POST" }, { iat: 0 }, { accessToken: "x" }])
    await expect(verifyWith(store, client.ask("GET", "/orders", { proof: twist }))).rejects.toThrow();
  publishStatusList(issuer, { now: client.now });
  for (const token of [{ exp: 1 }, { status: statusOf(issuer, STATUS_LIST.revoked) }])
    await expect(verifyWith(store, client.ask("GET", "/orders", { token }))).rejects.toThrow();
  expect(keys).toEqual([]);
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
