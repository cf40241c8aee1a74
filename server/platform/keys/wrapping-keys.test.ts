import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeProtectedHeader } from "jose";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceKeys, replaceLostKeys } from "../../protocol/revocation/replace-signing-keys.ts";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { CannotStart } from "../config/cannot-start.ts";
import { migrateToLatest } from "../store/migrate.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { Changes } from "../waiting/changes.ts";
import { publishNextKey } from "./rotate-keys.ts";
import { loadServerSecrets } from "./server-secrets.ts";
import { loadSigningKeys } from "./signing-keys.ts";
import { CLEAR, type WrappingKeys, wrappingKeysOf } from "./wrapping-keys.ts";

// The database holds the signing keys wrapped by a key that the operator keeps elsewhere (docs/security.md).

const newKey = () => randomBytes(32).toString("base64");
const given = (...keys: readonly string[]): WrappingKeys =>
  wrappingKeysOf({ text: () => keys.join("\n"), setting: "NEARSIDE_WRAPPING_KEY" });
const [ours, another] = [newKey(), newKey()];

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  let now: number;
  const clock = () => now;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
    now = 7;
  });
  afterEach(() => store.close());

  const load = (wrapping: WrappingKeys) => loadSigningKeys(store, clock, wrapping);
  const rows = () => store.db.selectFrom("signing_keys").selectAll().orderBy("kid").execute();
  const storedKeys = async () =>
    (await rows()).flatMap(({ private_jwk }) => (private_jwk === null ? [] : [private_jwk]));
  const events = () => store.db.selectFrom("events").select(["kind", "subject"]).orderBy("seq").execute();
  const isWrapped = (text: string) => !text.includes('"d"') && text.split(".").length === 5;

  it("the first key is never there unencrypted, and signs after a restart", async () => {
    const { thumbprint } = (await load(given(ours))).signer;
    const [text = ""] = await storedKeys();
    expect(isWrapped(text)).toBe(true);
    expect(decodeProtectedHeader(text)).toEqual({ alg: "A256KW", enc: "A256GCM", typ: "nearside-signing-key" });
    expect((await load(given(ours))).signer.thumbprint).toBe(thumbprint);
    expect(await storedKeys()).toEqual([text]); // the stored text is unchanged
  });

  it("keys that are there unencrypted are wrapped at the first start with a key, the next one too", async () => {
    const clear = await load(CLEAR);
    await publishNextKey({ db: store.db, clock, keys: clear }, 1000);
    expect((await storedKeys()).filter(isWrapped)).toEqual([]);
    const wrapped = await load(given(ours));
    expect(await storedKeys()).toHaveLength(2);
    expect((await storedKeys()).every(isWrapped)).toBe(true);
    expect(wrapped.jwks).toEqual(clear.jwks);
    expect(wrapped.signer.thumbprint).toBe(clear.signer.thumbprint);
    now = 1007;
    await wrapped.follow();
    expect(wrapped.signer.thumbprint).not.toBe(clear.signer.thumbprint);
  });

  it("each key that is made later is wrapped too", async () => {
    const keys = await load(given(ours));
    await publishNextKey({ db: store.db, clock, keys }, 1000);
    expect((await storedKeys()).every(isWrapped)).toBe(true);
    const secrets = await loadServerSecrets(store, clock, given(ours));
    await replaceKeys({ db: store.db, clock, keys, secrets, changes: new Changes(1) });
    expect(await storedKeys()).toHaveLength(1);
    expect((await storedKeys()).every(isWrapped)).toBe(true);
    expect((await load(given(ours))).signer.thumbprint).toBe(keys.signer.thumbprint);
  });

  it.each<[what: string, wrapping: WrappingKeys, said: string]>([
    ["no key", CLEAR, "are wrapped, and this server has no key to open them"],
    ["another key", given(another), "are wrapped by another key than the one in NEARSIDE_WRAPPING_KEY"],
  ])("the start with %s is refused, and changes nothing", async (_what, wrapping, sentence) => {
    const keys = await load(given(ours));
    await publishNextKey({ db: store.db, clock, keys }, 1000);
    const before = [await rows(), await events()];
    now = 2007; // the next key is due
    const refused: unknown = await load(wrapping).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CannotStart);
    expect(String(refused)).toContain(sentence);
    expect(String(refused)).toContain("--replace-lost-keys");
    expect(String(refused)).not.toContain(ours);
    expect([await rows(), await events()]).toEqual(before);
    expect((await load(given(ours))).jwks.keys).toHaveLength(2);
  });

  it("the key is changed by a new one above the old one, which is not needed any more after that", async () => {
    const { thumbprint } = (await load(given(ours))).signer;
    const before = await storedKeys();
    expect((await load(given(another, ours))).signer.thumbprint).toBe(thumbprint);
    expect(await storedKeys()).not.toEqual(before);
    expect((await load(given(another))).signer.thumbprint).toBe(thumbprint);
    await expect(load(given(ours))).rejects.toThrow("another key");
  });

  it("two servers in the middle of such a change leave each other's work alone", async () => {
    const one = await load(given(ours, another));
    const other = await load(given(another, ours));
    const after = await storedKeys();
    for (const keys of [one, other, one]) await keys.follow();
    expect(await storedKeys()).toEqual(after);
    expect(one.signer.thumbprint).toBe(other.signer.thumbprint);
  });

  it("what a server without a key leaves unencrypted is wrapped by the next one that has it", async () => {
    const without = await load(CLEAR);
    const having = await load(given(ours));
    await publishNextKey({ db: store.db, clock, keys: { ...without, follow: async () => {} } }, 1000);
    expect((await storedKeys()).every(isWrapped)).toBe(false);
    await having.follow();
    expect((await storedKeys()).every(isWrapped)).toBe(true);
    await expect(without.follow()).rejects.toThrow("has no key to open them");
    expect(without.signer.thumbprint).toBe(having.signer.thumbprint); // it keeps signing with the key that it has read
  });

  it("a private part that was put in another key's row is not signed with", async () => {
    const keys = await load(given(ours));
    await publishNextKey({ db: store.db, clock, keys }, 1000);
    const [one, other] = await rows();
    if (one === undefined || other === undefined) return expect.fail("there are not two keys");
    await store.db
      .updateTable("signing_keys")
      .set({ private_jwk: other.private_jwk })
      .where("kid", "=", one.kid)
      .execute();
    await store.db
      .updateTable("signing_keys")
      .set({ private_jwk: one.private_jwk })
      .where("kid", "=", other.kid)
      .execute();
    await expect(load(given(ours))).rejects.toThrow("another key's");
  });

  it("keys that nobody can open are given up where that is asked for, and no others", async () => {
    const { thumbprint } = (await load(given(ours))).signer;
    expect(await replaceLostKeys(store.db, clock, given(ours))).toBeUndefined();
    expect(await replaceLostKeys(store.db, clock, given(another))).toMatchObject({ kids: [thumbprint] });
    const after = await load(given(another));
    expect(after.signer.thumbprint).not.toBe(thumbprint);
    expect(after.jwks.keys).toHaveLength(1);
    const given_up = await store.db.selectFrom("signing_keys").selectAll().where("kid", "=", thumbprint).execute();
    expect(given_up).toMatchObject([{ state: "removed", compromised: 1, private_jwk: null }]);
  });
});

it("once a key is wrapped, its private part is in no file of the embedded database", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-wrapped-"));
  const store = openSqliteStore(folder);
  await migrateToLatest(store.db, store.ddl);
  await loadSigningKeys(store, () => 7, CLEAR);
  const row = await store.db.selectFrom("signing_keys").select("private_jwk").executeTakeFirstOrThrow();
  const [, secret = "none"] = /"d":"([A-Za-z0-9_-]{43})"/.exec(row.private_jwk ?? "") ?? [];
  const filesWithIt = () =>
    readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(Buffer.from(secret)));
  expect(filesWithIt()).not.toEqual([]);
  await loadSigningKeys(store, () => 8, given(ours));
  expect(filesWithIt()).toEqual([]);
  await store.close();
  rmSync(folder, { recursive: true });
});

describe("the key that the operator gives", () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-wrapping-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "key");
  const inFile = (text: string) => {
    writeFileSync(path, text);
    return wrappingKeysOf({ path, setting: "wrappingKey.file" });
  };

  it.each([
    ["base64", ours],
    ["base64url", Buffer.from(ours, "base64").toString("base64url")],
    ["lines and spaces around it", `\n  ${ours}\r\n\n`],
    ["two, one above the other", `${another}\n${ours}\n`],
  ])("is taken as %s", async (_what, text) => {
    expect(await inFile(text).open(await given(ours).wrap("{}"))).toMatchObject({ text: "{}" });
  });

  it.each([
    ["nothing", ""],
    ["a word", "correct-horse-battery-staple"],
    ["31 bytes", randomBytes(31).toString("base64")],
    ["33 bytes", randomBytes(33).toString("base64")],
    ["hexadecimal", randomBytes(32).toString("hex")],
    ["one good line and one invalid line", `${ours}\nold`],
    ["more than eight", Array(9).fill(ours).join("\n")],
  ])("is refused as %s, and not shown", (_what, text) => {
    const say = () => inFile(text);
    expect(say).toThrow(`The content of ${path} (wrappingKey.file) is not a wrapping key`);
    expect(say).not.toThrow(ours);
  });

  it("has to be there", () => {
    const gone = () => wrappingKeysOf({ path: join(folder, "absent"), setting: "wrappingKey.credential" });
    const none = () => wrappingKeysOf({ missing: "wrap", setting: "wrappingKey.credential" });
    expect(none).toThrow("from the credential wrap, but systemd gave this server none");
    expect(gone).toThrow(/absent \(wrappingKey\.credential\) can't be read\. Nothing was changed/);
  });

  it.each<[what: string, spoil: (jwe: string) => string]>([
    ["a changed text", (jwe) => jwe.replace(/.(?=.{8}$)/, (letter) => (letter === "A" ? "B" : "A"))],
    [
      "another kind of JWE",
      (jwe) => jwe.replace(/^[^.]+/, Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url")),
    ],
    ["no JWE", () => "x"],
    ["an empty text", () => ""],
  ])("does not open %s", async (_what, spoil) => {
    await expect(given(ours).open(spoil(await given(ours).wrap("{}")))).rejects.toThrow("wrapped by another key");
  });
});
