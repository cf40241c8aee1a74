import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
import type { Store } from "../store/store.ts";
import { publishNextKey } from "./rotate-keys.ts";
import { loadSigningKeys, type SigningKeys } from "./signing-keys.ts";
import { CLEAR, wrappingKeysOf } from "./wrapping-keys.ts";

const WRAPPING = wrappingKeysOf({
  text: () => Buffer.alloc(32, 7).toString("base64"),
  setting: "NEARSIDE_WRAPPING_KEY",
});

let store: Store;
beforeEach(async () => {
  store = await openTemporaryStore();
});
afterEach(() => store.close());

const kinds = async () =>
  (await store.db.selectFrom("events").select(["kind", "subject", "at"]).orderBy("seq").execute()).map(
    ({ kind, subject, at }) => `${at} ${kind} ${subject}`,
  );

async function signed({ signer }: SigningKeys): Promise<string> {
  const header = { alg: "ES256", typ: "test+jwt", kid: signer.thumbprint } as const;
  return signer.sign(header, new TextEncoder().encode('{"iss":"a"}'));
}
const verifies = async (jws: string, { jwks }: SigningKeys): Promise<unknown> =>
  (await jwtVerify(jws, createLocalJWKSet({ keys: jwks.keys.map((key) => ({ ...key })) }))).payload;

it("makes one key at the first start, and the same one signs after the next", async () => {
  const first = await loadSigningKeys(store, () => 7, CLEAR);
  const again = await loadSigningKeys(store, () => 8, CLEAR);
  expect(again.jwks).toEqual(first.jwks);
  expect(again.signer.thumbprint).toBe(first.signer.thumbprint);
  expect(await verifies(await signed(again), first)).toEqual({ iss: "a" });
  expect(await kinds()).toEqual([`7 signing_key_created ${again.signer.thumbprint}`]);
});

it.each([
  ["nothing at a first start", { isFirst: true, wrapping: CLEAR, times: 0 }],
  [
    "at a first start with a wrapping key, which may have wrapped a secret again",
    { isFirst: true, wrapping: WRAPPING, times: 1 },
  ],
  ["at each later start", { isFirst: false, wrapping: CLEAR, times: 1 }],
])("erases what was overwritten: %s", async (_, { isFirst, wrapping, times }) => {
  if (!isFirst) await loadSigningKeys(store, () => 7, CLEAR);
  let erased = 0;
  const eraseOverwritten = () => {
    erased += 1;
    return store.eraseOverwritten();
  };
  const keys = await loadSigningKeys({ db: store.db, eraseOverwritten }, () => 8, wrapping);
  await keys.follow();
  expect(erased).toBe(times);
});

it("makes one key where several servers start at once", async () => {
  const started = await Promise.all([1, 2, 3, 4].map(() => loadSigningKeys(store, () => 7, CLEAR)));
  expect(new Set(started.map(({ signer }) => signer.thumbprint)).size).toBe(1);
  expect(await kinds()).toHaveLength(1);
});

it("publishes no private part", async () => {
  const { jwks, jwksText } = await loadSigningKeys(store, () => 7, CLEAR);
  expect(jwks.keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x", "y"]]);
  expect(JSON.parse(jwksText)).toEqual(jwks);
});

it("signs with the next key once its time has come, whichever server sees it first", async () => {
  let now = 7;
  const clock = () => now;
  const one = await loadSigningKeys(store, clock, CLEAR);
  const other = await loadSigningKeys(store, clock, CLEAR);
  const before = await signed(one);
  const old = one.signer.thumbprint;

  now = 8;
  const rotation = await publishNextKey({ db: store.db, clock, keys: one }, 1000);
  if (rotation.state !== "published") throw new Error(rotation.state);
  const { kid } = rotation.next;
  now = 1007;
  await Promise.all([one.follow(), other.follow()]);
  for (const keys of [one, other]) {
    expect(keys.signer.thumbprint).toBe(old);
    expect(keys.jwks.keys.map((key) => key.kid)).toEqual([kid, old]);
  }
  now = 1008;
  await Promise.all([other.follow(), one.follow(), other.follow()]);
  for (const keys of [one, other]) {
    expect(keys.signer.thumbprint).toBe(kid);
    expect(await verifies(before, keys)).toEqual({ iss: "a" });
    expect(await verifies(await signed(keys), other)).toEqual({ iss: "a" });
  }
  expect(await kinds()).toEqual([
    `7 signing_key_created ${old}`,
    `8 signing_key_published ${kid}`,
    `1008 signing_key_retired ${old}`,
    `1008 signing_key_activated ${kid}`,
  ]);
  const row = await store.db.selectFrom("signing_keys").selectAll().where("kid", "=", old).executeTakeFirstOrThrow();
  expect(row).toMatchObject({ state: "retired", private_jwk: null, retired_at: 1008 });
});
