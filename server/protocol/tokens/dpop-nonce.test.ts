import { afterEach, beforeEach, expect, it } from "vitest";
import { loadServerSecrets } from "../../platform/keys/server-secrets.ts";
import { CLEAR } from "../../platform/keys/wrapping-keys.ts";
import type { Store } from "../../platform/store/store.ts";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
import { DpopNonces } from "./dpop-nonce.ts";

const MINUTE = 60_000;

let store: Store;
beforeEach(async () => {
  store = await openTemporaryStore();
});
afterEach(() => store.close());

const process = async (clock: () => number) => new DpopNonces(clock, await loadServerSecrets(store, clock, CLEAR));

it("takes a nonce for five minutes at least and ten at most, and no other", async () => {
  let now = 7 * MINUTE;
  const nonces = await process(() => now);
  const nonce = nonces.current();
  for (const [minute, taken] of [
    [7, true],
    [14.9, true],
    [15, false],
  ] as const) {
    now = minute * MINUTE;
    expect(nonces.accepts(nonce)).toBe(taken);
  }
  now = 7 * MINUTE;
  for (const wrong of ["", nonce.slice(1), `${nonce}A`]) expect(nonces.accepts(wrong)).toBe(false);
});

it("takes what another process gave out, also one whose clock is ahead", async () => {
  const [here, there] = [await process(() => 9.9 * MINUTE), await process(() => 10.1 * MINUTE)];
  expect(here.accepts(there.current())).toBe(true);
  expect(there.accepts(here.current())).toBe(true);
});
