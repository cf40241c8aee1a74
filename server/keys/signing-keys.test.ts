import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Store } from "../store/sqlite.ts";
import { openTemporaryStore } from "../testing/temporary-store.ts";
import { loadSigningKeys } from "./signing-keys.ts";

let store: Store;
beforeEach(async () => {
  store = await openTemporaryStore();
});
afterEach(() => store.close());

it("makes one key at the first start, and the same one signs after the next", async () => {
  const first = await loadSigningKeys(store.db, () => 7);
  const again = await loadSigningKeys(store.db, () => 8);
  expect(again.jwks).toEqual(first.jwks);
  expect(again.signer.thumbprint).toBe(first.signer.thumbprint);

  const kid = again.signer.thumbprint;
  const jws = await again.signer.sign({ alg: "ES256", typ: "test+jwt", kid }, new TextEncoder().encode('{"iss":"a"}'));
  const verified = await jwtVerify(jws, createLocalJWKSet({ keys: first.jwks.keys.map((key) => ({ ...key })) }));
  expect(verified.payload).toEqual({ iss: "a" });
  const events = await store.db.selectFrom("events").select(["kind", "subject", "at"]).execute();
  expect(events).toEqual([{ kind: "signing_key_created", subject: kid, at: 7 }]);
});

it("publishes no private part", async () => {
  const { jwks } = await loadSigningKeys(store.db, () => 7);
  expect(jwks.keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x", "y"]]);
});

it("publishes retired keys as well, but signs with the active one", async () => {
  const first = await loadSigningKeys(store.db, () => 7);
  await store.db.updateTable("signing_keys").set({ state: "retired" }).execute();
  const second = await loadSigningKeys(store.db, () => 8);
  expect(second.jwks.keys.map((key) => key.kid)).toEqual([second.signer.thumbprint, first.signer.thumbprint]);
});
