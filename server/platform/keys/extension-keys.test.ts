import { randomBytes } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
import type { Store } from "../store/store.ts";
import { loadExtensionKeys } from "./extension-keys.ts";
import { CLEAR, WrappedKeyClosed, wrappingKeysOf } from "./wrapping-keys.ts";

const NOW = 1_795_521_600_250;
const clock = () => NOW;
const wrapping = (...keys: readonly string[]) =>
  wrappingKeysOf({ setting: "NEARSIDE_WRAPPING_KEY", text: () => keys.join("\n") });
const newWrappingKey = (): string => randomBytes(32).toString("base64");

async function openStore(): Promise<Store> {
  const store = await openTemporaryStore("sqlite");
  onTestFinished(store.close);
  return store;
}
const stored = async ({ db }: Store) => (await db.selectFrom("extension_keys").selectAll().execute())[0];

it("is made once, however many processes ask first, and signs the same bytes alike in each", async () => {
  const store = await openStore();
  const processes = await Promise.all([1, 2, 3].map(() => loadExtensionKeys(store, clock, CLEAR)));
  expect(await processes[0]?.all()).toEqual([]); // nothing is made before it is asked for
  const keys = await Promise.all(processes.map(async (each) => (await each.signing())[0]));
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
  const signatures = keys.map((key) => Buffer.from(key.sign(new Uint8Array([1, 2, 3]))).toString("hex"));
  expect(new Set(signatures).size).toBe(1);
});

it("is wrapped like the signing keys, and again where the operator changes the key that wraps", async () => {
  const store = await openStore();
  const [{ id }] = await (await loadExtensionKeys(store, clock, CLEAR)).signing();
  expect((await stored(store))?.private_jwk).toMatch(/^\{/);
  const [one, other] = [newWrappingKey(), newWrappingKey()];
  await loadExtensionKeys(store, clock, wrapping(one));
  expect((await stored(store))?.private_jwk).toMatch(/^eyJ/);
  await loadExtensionKeys(store, clock, wrapping(other, one));
  const [key] = await (await loadExtensionKeys(store, clock, wrapping(other))).signing();
  expect(key.id).toBe(id);
});

it("refuses to start where nobody can open it, and is given up if the operator says so", async () => {
  const store = await openStore();
  const [{ id }] = await (await loadExtensionKeys(store, clock, wrapping(newWrappingKey()))).signing();
  const lost = wrapping(newWrappingKey());
  await expect(loadExtensionKeys(store, clock, lost)).rejects.toThrow(WrappedKeyClosed);
  expect((await stored(store))?.state).toBe("active");
  const keys = await loadExtensionKeys(store, clock, lost, true);
  expect(await stored(store)).toMatchObject({ id, state: "ended", private_jwk: null });
  expect((await keys.signing())[0].id).not.toBe(id);
});
