import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadServerSecrets } from "../../platform/keys/server-secrets.ts";
import { loadSigningKeys } from "../../platform/keys/signing-keys.ts";
import { CLEAR, wrappingKeysOf } from "../../platform/keys/wrapping-keys.ts";
import { migrateToLatest } from "../../platform/store/migrate.ts";
import { openSqliteStore } from "../../platform/store/sqlite.ts";
import { restOf } from "../../platform/store/sqlite-rest.ts";
import { backUpEmbedded } from "./back-up.ts";
import { restoreData } from "./restore.ts";

const NOW = 1_800_000_000_000;
const ISSUER = "https://login.example.com";
const clock = () => NOW;
const keyOf = (byte: number) => {
  const text = Buffer.alloc(32, byte).toString("base64");
  return { text: () => text, setting: "NEARSIDE_WRAPPING_KEY" } as const;
};

let home: string;
let file: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "nearside-backup-"));
  const dataFolder = join(home, "data");
  const wrapping = wrappingKeysOf(keyOf(7));
  const store = openSqliteStore(dataFolder);
  await migrateToLatest(store.db, store.ddl);
  await loadServerSecrets(store, clock, wrapping);
  await loadSigningKeys(store, clock, wrapping);
  await store.db
    .insertInto("users")
    .values({ id: "us_1", name: "alice", display_name: "Alice", role: "owner", state: "active", created_at: 1 })
    .execute();
  await store.db.insertInto("replay").values({ key: "dpop", expires_at: NOW }).execute();
  file = join(home, "backup.db");
  const asked = { dataFolder, file, replace: false, issuer: ISSUER, server: "0.1.0", now: NOW };
  await backUpEmbedded(asked, wrapping, () => {}); // beside the open store
  await store.close();
});
afterAll(() => rmSync(home, { recursive: true }));

const leftIn = (data: string): readonly string[] =>
  existsSync(data) ? readdirSync(data).filter((name) => name !== "nearside.lock") : [];

const restore = (
  path: string,
  { issuer = ISSUER, key = 7, sha256 = undefined as string | undefined, to = "target" } = {},
) =>
  restoreData(
    { file: path, sha256, programs: "" },
    { database: undefined, dataFolder: join(home, to), issuer, wrappingKey: keyOf(key) },
    { clock },
  );

function sql(path: string, text: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(text);
  database.close();
}

const inManifest = (from: string, to: string) => (path: string) =>
  sql(path, `update backup_manifest set text = replace(text, '${from}', '${to}')`);

describe("a backup that is restored", () => {
  it.each<readonly [what: string, spoil: (path: string) => void, reason: string, code: string]>([
    ["a text", (path) => writeFileSync(path, "x".repeat(5000)), "not a backup of a Nearside server", "not_a_backup"],
    ["empty", (path) => writeFileSync(path, ""), "not a backup", "not_a_backup"],
    ["another program's database", (path) => sql(path, "pragma application_id = 0"), "not a backup", "not_a_backup"],
    ["without a manifest", (path) => sql(path, "drop table backup_manifest"), "not a backup", "not_a_backup"],
    ["cut off", (path) => truncateSync(path, 200_000), "damaged", "damaged"],
    ["with spoilt pages", spoilPages, "damaged", "damaged"],
    [
      "with a row that points nowhere",
      (path) => sql(path, "insert into bound_sets values ('b', 'us_2', 'active', 1, 1)"),
      "refers to a row",
      "damaged",
    ],
    [
      "with a row less",
      (path) => sql(path, "delete from replay"),
      "The table replay should have 1 rows, and has 0",
      "altered",
    ],
    [
      "with a trigger more, and a manifest that fits",
      (path) => {
        const database = new DatabaseSync(path);
        const before = restOf(database);
        database.exec("create trigger more after insert on logins begin delete from settings; end");
        const after = restOf(database);
        database.close();
        inManifest(before, after)(path);
        sql(path, "update backup_manifest set seal = null");
      },
      "the trigger more differs from what a server makes",
      "altered",
    ],
    ["with a table more", (path) => sql(path, "create table more (a) "), "The table more", "altered"],
    [
      "with no JSON in its manifest",
      (path) => sql(path, "update backup_manifest set text = '{'"),
      "can't be read",
      "altered",
    ],
    ["with another last event", inManifest('"kind":"signing_key', '"kind":"signing_kex'), "last_event", "altered"],
    ["of another form", inManifest('"nearside_backup":1', '"nearside_backup":0'), "not have the right form", "altered"],
    ["of a newer form", inManifest('"nearside_backup":1', '"nearside_backup":2'), "form 2 of a newer version", "newer"],
    [
      "with newer tables",
      inManifest('"migrations":[', '"migrations":["9999-later",'),
      "made by a newer version of Nearside, 0.1.0",
      "newer",
    ],
  ])("is refused if it is %s, and nothing is changed", async (_what, spoil, reason, code) => {
    const path = join(home, "spoilt.db");
    copyFileSync(file, path);
    spoil(path);
    const before = readFileSync(path);
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex"); // somebody takes it for the right one
    const refused = restore(path, { sha256 });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(reason) });
    await expect(refused).rejects.toThrow("Nothing was changed");
    expect(leftIn(join(home, "target"))).toEqual([]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("is refused if it is another server's, needs another key, or is not the file that was named", async () => {
    await expect(restore(file, { issuer: "https://other.example" })).rejects.toMatchObject({
      code: "of_another_server",
    });
    await expect(restore(file, { key: 8 })).rejects.toThrow("wrapped by another key");
    await expect(restore(file, { sha256: "0".repeat(64) })).rejects.toMatchObject({ code: "altered" });
    await expect(restore(join(home, "nowhere"))).rejects.toMatchObject({ code: "not_a_backup" });
    expect(leftIn(join(home, "target"))).toEqual([]);
  });

  it("is refused where the keys in it are unencrypted and this server has a wrapping key: a forger's would", async () => {
    const dataFolder = join(home, "clear");
    const store = openSqliteStore(dataFolder);
    await migrateToLatest(store.db, store.ddl);
    await loadServerSecrets(store, clock, CLEAR);
    await loadSigningKeys(store, clock, CLEAR);
    await store.close();
    const path = join(home, "clear.db");
    const asked = { dataFolder, file: path, replace: false, issuer: ISSUER, server: "0.1.0", now: NOW };
    const { isSealed, sha256 } = await backUpEmbedded(asked, CLEAR, () => {});
    expect(isSealed).toBe(true);
    await expect(restore(path)).rejects.toMatchObject({ code: "unproven" });
    expect(leftIn(join(home, "target"))).toEqual([]);
    chmodSync(path, 0o400);
    expect((await restore(path, { sha256, to: "named" })).isProven).toBe(true);
  });

  it("replaces no data, and no other server's", async () => {
    await expect(restore(file, { to: "data" })).rejects.toMatchObject({ code: "data_there" });
    const held = openSqliteStore(join(home, "held"));
    await expect(restore(file, { to: "held" })).rejects.toThrow("already running");
    await held.close();
  });

  it("is all there, though an earlier try was killed, and the log says it", async () => {
    const data = join(home, "good");
    copyFileSync(file, join(home, "half"));
    const first = openSqliteStore(join(data, "restoring")); // as a killed try leaves it
    await first.close();
    const { manifest, isProven } = await restore(file, { to: "good" });
    expect([manifest.tables["users"]?.rows, isProven, leftIn(data)]).toEqual([1, true, ["nearside.db"]]);
    const store = openSqliteStore(data);
    const kinds = await store.db.selectFrom("events").select("kind").orderBy("seq").execute();
    const keys = await store.db.selectFrom("signing_keys").select(["state", "compromised"]).orderBy("state").execute();
    await store.close();
    expect(kinds.map(({ kind }) => kind).at(-1)).toBe("data_restored");
    expect(keys).toEqual([
      { state: "active", compromised: 0 },
      { state: "removed", compromised: 0 },
    ]);
  });
});

function spoilPages(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x55, 8192, bytes.length - 4096);
  writeFileSync(path, bytes);
}
