import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import type { Store } from "../store/store.ts";
import { loadServerSecrets, makeSecret, replaceSecrets, type ServerSecrets } from "./server-secrets.ts";
import { CLEAR, wrappingKeysOf } from "./wrapping-keys.ts";

const HOUR = 3_600_000;
const wrappedBy = (byte: number) =>
  wrappingKeysOf({ text: () => Buffer.alloc(32, byte).toString("base64"), setting: "NEARSIDE_WRAPPING_KEY" });
const [wrapping, another] = [wrappedBy(1), wrappedBy(2)];

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  let now: number;
  const clock = () => now;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
    now = 7 * HOUR;
  });
  afterEach(() => store.close());

  const load = () => loadServerSecrets(store, clock, CLEAR);
  const rows = () => store.db.selectFrom("server_secrets").selectAll().orderBy("made_at").execute();
  const knows = (secrets: ServerSecrets, hash: string) => secrets.isHash("dpop_nonce", "a", hash);

  it("processes that start at once share one secret, and it is the same after a restart", async () => {
    const started = await Promise.all([1, 2, 3, 4].map(load));
    const hashes = [...started, await load()].map((secrets) => secrets.hash("dpop_nonce", "a"));
    expect(new Set(hashes).size).toBe(1);
    expect(await rows()).toHaveLength(1);
  });

  it("a hash proves its own text alone, and one of another server proves nothing", async () => {
    const secrets = await load();
    const hash = secrets.hash("dpop_nonce", "a");
    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(knows(secrets, hash)).toBe(true);
    for (const wrong of ["", hash.slice(1), `${hash}A`, secrets.hash("dpop_nonce", "b"), "é".repeat(43)])
      expect(knows(secrets, wrong)).toBe(false);
    const elsewhere = await openTemporaryStore(database);
    expect(knows(await loadServerSecrets(elsewhere, clock, CLEAR), hash)).toBe(false);
    await elsewhere.close();
  });

  it("is renewed after a day, and no process meets a hash that it does not know", async () => {
    const [one, other] = [await load(), await load()];
    const first = one.hash("dpop_nonce", "a");
    now += 24 * HOUR;
    await Promise.all([one.follow(), one.follow()]);
    expect(one.hash("dpop_nonce", "a")).toBe(first); // the other process does not know the new one yet
    await other.follow();
    now += 60_000;
    await one.follow();
    const second = one.hash("dpop_nonce", "a");
    expect(second).not.toBe(first);
    expect([knows(other, second), knows(other, first), knows(one, first)]).toEqual([true, true, true]);
    expect(await rows()).toHaveLength(2);

    now += 24 * HOUR;
    for (const secrets of [one, other, one]) await secrets.follow();
    expect([knows(one, second), knows(one, first), knows(other, first)]).toEqual([true, false, false]);
    expect(await rows()).toHaveLength(2);
  });

  it("what was hashed before counts no more once the secrets are replaced", async () => {
    const [one, other] = [await load(), await load()];
    const before = one.hash("dpop_nonce", "a");
    const fresh = await makeSecret(CLEAR);
    await store.db.transaction().execute((trx) => replaceSecrets(trx, fresh, now));
    for (const secrets of [one, other]) await secrets.follow();
    expect([knows(one, before), knows(other, before)]).toEqual([false, false]);
    expect(knows(other, one.hash("dpop_nonce", "a"))).toBe(true);
  });

  it("is stored wrapped where the operator gave a key, and opened by nobody without it", async () => {
    const clear = await load();
    expect((await rows()).map(({ secret }) => JSON.parse(secret).kty)).toEqual(["oct"]);
    const wrapped = await loadServerSecrets(store, clock, wrapping);
    expect((await rows()).every(({ secret }) => secret.split(".").length === 5)).toBe(true);
    expect(wrapped.hash("dpop_nonce", "a")).toBe(clear.hash("dpop_nonce", "a"));
    await expect(clear.follow()).rejects.toThrow("has no key to open them");
    expect(wrapped.hash("dpop_nonce", "a")).toBe(clear.hash("dpop_nonce", "a")); // it continues with what it has opened
    await expect(load()).rejects.toThrow("has no key to open them");
  });

  it("that lasts is given up once nobody can open it, only where that is asked for, and the log says so", async () => {
    const events = () => store.db.selectFrom("events").select(["kind", "data"]).execute();
    const names = async (gaveUp: boolean, given = wrapping) =>
      (await loadServerSecrets(store, clock, given, gaveUp)).lastingHash("erased_name", "bob");
    const first = await names(false);
    expect([await names(true), await events()]).toEqual([first, []]);
    await store.db.deleteFrom("server_secrets").execute(); // what is given up with the signing keys
    await expect(names(false, another)).rejects.toThrow("are wrapped by another key");
    const later = await names(true, another);
    expect(later).not.toBe(first);
    expect(await names(false, another)).toBe(later);
    expect(await events()).toEqual([{ kind: "erased_names_freed", data: JSON.stringify({ reason: "lost" }) }]);
  });

  it("a signing key's private part in its place is no secret", async () => {
    await load();
    const jwk = JSON.stringify({ kty: "EC", crv: "P-256", x: "a", y: "b", d: "c".repeat(43), k: "c".repeat(43) });
    await store.db.updateTable("server_secrets").set({ secret: jwk }).execute();
    await expect(load()).rejects.toThrow('Expected "oct"');
  });
});
