import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { DATABASES, openEmptyStore } from "../../testing/temporary-store.ts";
import { migrateToLatest } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import type { Store } from "./store.ts";

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openEmptyStore(database);
  });
  afterEach(() => store.close());

  const names = async () => (await store.db.introspection.getTables()).map((table) => table.name).sort();

  it("makes every table once", async () => {
    expect(await migrateToLatest(store.db, store.ddl)).toEqual(Object.keys(MIGRATIONS));
    expect(await migrateToLatest(store.db, store.ddl)).toEqual([]);
    expect(await names()).toContain("logins");
  });

  it("leaves nothing of a step that fails in its middle", async () => {
    const unknown = { steps: [], statements: [] }; // so that it takes each step
    const broken = {
      ...store.ddl,
      madeAtOnce: async () => unknown,
      makeAppendOnly: () => Promise.reject(new Error("killed here")),
    };
    await expect(migrateToLatest(store.db, broken)).rejects.toThrow("killed here");
    expect(await names()).toEqual([]);
    expect(await migrateToLatest(store.db, store.ddl)).toEqual(Object.keys(MIGRATIONS));
  });

  it("refuses the data of a newer server", async () => {
    await migrateToLatest(store.db, store.ddl);
    await sql`insert into kysely_migration values ('9999-later', '2026-01-01T00:00:00.000Z')`.execute(store.db);
    await expect(migrateToLatest(store.db, store.ddl)).rejects.toThrow(
      /newer version of Nearside \(it knows 9999-later\)/,
    );
  });

  it("refuses to change or remove an event, whatever the way", async () => {
    await migrateToLatest(store.db, store.ddl);
    await store.db.insertInto("events").values({ at: 1, kind: "a", version: 1, subject: null, data: "{}" }).execute();
    const changes = {
      sqlite: [sql`replace into events (seq, at, kind, version, data) values (1, 2, 'b', 1, '{}')`],
      postgres: [
        sql`truncate events`,
        sql`merge into events using (select 1) as one on true when matched then delete`,
        sql`insert into events (seq, at, kind, version, data) overriding system value values (1, 2, 'b', 1, '{}')
        on conflict (seq) do update set kind = 'b'`,
      ],
    };
    for (const change of [sql`update events set kind = 'b'`, sql`delete from events`, ...changes[database]])
      await expect(change.execute(store.db)).rejects.toThrow("events are only ever appended");
    expect(await store.db.selectFrom("events").select(["seq", "kind"]).execute()).toEqual([{ seq: 1, kind: "a" }]);
  });
});

it("fills the columns of approvals of the last day, by which one may stand for a later login", async () => {
  const { db, ddl, close } = await openEmptyStore("sqlite");
  onTestFinished(close);
  const untyped = db as unknown as Kysely<unknown>;
  for (const [name, step] of Object.entries(MIGRATIONS)) if (name < "0024-flat") await step.up(untyped, ddl);
  await sql`pragma foreign_keys = off`.execute(db);
  const here = { context: { tty: "/dev/pts/1", terminal_session: "S" } };
  const older = { context: { tty: "/dev/pts/1" } };
  const touched = { approval: { approved_at: 7 } };
  const rested = { approval: { approved_at: 9, rests_on: { request: "rq_1", approved_at: 7 } } };
  const DAY = 86_400_000;
  const insert = (id: string, state: string, facts: object, data: object, expiresAt: number) =>
    sql`insert into logins (id, device_code_hash, state, client_id, device_jkt, session_jkt, user_id, bound_set_id, device_statement,
      request, facts, data, created_at, expires_at, version) values (${id}, ${id}, ${state}, 'c', 'd', 's', 'us_1', 'bs_1', 'ds', 'r',
      ${JSON.stringify(facts)}, ${JSON.stringify(data)}, 1, ${expiresAt}, 3)`.execute(db);
  await insert("rq_0", "redeemed", here, touched, 1);
  await insert("rq_1", "redeemed", here, touched, DAY + 1);
  await insert("rq_2", "approved", here, rested, DAY + 2);
  await insert("rq_3", "redeemed", older, touched, DAY + 2);
  await insert("rq_4", "met", here, {}, DAY + 1);
  await MIGRATIONS["0024-flat-logins"]?.up(untyped, ddl);
  const rows = db.selectFrom("logins").select(["id", "terminal", "touched_at", "rests_on"]).orderBy("id");
  expect(await rows.execute()).toEqual([
    { id: "rq_0", terminal: null, touched_at: null, rests_on: null },
    { id: "rq_1", terminal: "S /dev/pts/1", touched_at: 7, rests_on: null },
    { id: "rq_2", terminal: "S /dev/pts/1", touched_at: 7, rests_on: "rq_1" },
    { id: "rq_3", terminal: null, touched_at: 7, rests_on: null },
    { id: "rq_4", terminal: null, touched_at: null, rests_on: null },
  ]);
});

it("takes over what each family of tokens depends on, from the data that older servers wrote", async () => {
  const { db, ddl, close } = await openEmptyStore("sqlite");
  onTestFinished(close);
  const untyped = db as unknown as Kysely<unknown>;
  for (const [name, step] of Object.entries(MIGRATIONS)) if (name < "0004") await step.up(untyped, ddl);
  await sql`pragma foreign_keys = off`.execute(db);
  const data = JSON.stringify({ bound_set_id: "bs_1", extension_jkt: "e", credential_id: "c" });
  await sql`insert into token_families (id, login_id, user_id, device_jkt, session_jkt, client_id, scope, data, state, created_at,
    expires_at) values ('tf_1', 'rq_1', 'us_1', 'd', 's', 'nearside-cli', '', ${data}, 'active', 1, 2)`.execute(db);
  await MIGRATIONS["0004-token-lineage"]?.up(untyped, ddl);
  const rows = db.selectFrom("token_families").select(["id", "bound_set_id", "extension_jkt", "credential_id"]);
  expect(await rows.execute()).toEqual([{ id: "tf_1", bound_set_id: "bs_1", extension_jkt: "e", credential_id: "c" }]);
});

describe.each(DATABASES)("with the rows of an older server, on %s", (database) => {
  it("keeps logins and what hangs on them, with indexes and references, when a login can be withdrawn", async () => {
    const store = await openEmptyStore(database);
    onTestFinished(() => store.close());
    const take = async (isDue: (name: string) => boolean) => {
      for (const [name, step] of Object.entries(MIGRATIONS))
        if (isDue(name)) await step.up(store.db as unknown as Kysely<unknown>, store.ddl);
    };
    const indexes = INDEXES_OF_LOGINS[database];
    const references = REFERENCES_TO_LOGINS[database];

    await take((name) => name < "0018");
    const before = { indexes: await namesIn(store, indexes), references: await namesIn(store, references) };
    for (const row of ROWS) await row.execute(store.db);
    await take((name) => name >= "0018" && name < "0023");

    expect(before.indexes.length).toBeGreaterThanOrEqual(4);
    expect(await namesIn(store, indexes)).toEqual(before.indexes);
    expect(before.references).toContain("token_families");
    expect(await namesIn(store, references)).toEqual(before.references);
    const logins = store.db.selectFrom("logins").select(["id", "state", "request", "version", "waited_until"]);
    expect(await logins.orderBy("id").execute()).toEqual([
      { id: "rq_1", state: "redeemed", request: "r", version: 3, waited_until: 0 },
      { id: "rq_2", state: "redeemed", request: "r", version: 3, waited_until: 0 },
      { id: "rq_3", state: "met", request: "r", version: 3, waited_until: 0 },
    ]);
    const families = store.db.selectFrom("token_families").select(["id", "login_id", "rests_on"]);
    expect(await families.orderBy("id").execute()).toEqual([
      { id: "tf_1", login_id: "rq_1", rests_on: null },
      { id: "tf_2", login_id: "rq_2", rests_on: "rq_1" },
    ]);
    expect(await store.db.selectFrom("refresh_tokens").select("hash").execute()).toEqual([{ hash: "h" }]);
    expect(await store.db.selectFrom("enrolments").select(["id", "ticket_hash"]).execute()).toEqual([
      { id: "en_1", ticket_hash: "t" },
    ]);
    const to = (state: string) => sql`update logins set state = ${state} where id = 'rq_3'`.execute(store.db);
    await to("withdrawn");
    await expect(to("lost")).rejects.toThrow(/check/i);
    await expect(sql`delete from logins where id = 'rq_1'`.execute(store.db)).rejects.toThrow(/foreign key/i);
  });
});

const INDEXES_OF_LOGINS = {
  sqlite: sql<{
    name: string;
  }>`select sql as name from sqlite_master where type = 'index' and tbl_name = 'logins' order by 1`,
  postgres: sql<{ name: string }>`select indexdef as name from pg_indexes where tablename = 'logins' order by 1`,
};
const REFERENCES_TO_LOGINS = {
  sqlite: sql<{
    name: string;
  }>`select tables.name from sqlite_master as tables, pragma_foreign_key_list(tables.name) as keys
    where keys."table" = 'logins' order by 1`,
  postgres: sql<{ name: string }>`select conrelid::regclass::text as name from pg_constraint
    where confrelid = 'logins'::regclass order by 1`,
};
const namesIn = async ({ db }: Store, query: typeof INDEXES_OF_LOGINS.sqlite) =>
  (await query.execute(db)).rows.map(({ name }) => name);

const rested = JSON.stringify({ approval: { rests_on: { request: "rq_1" } } });
/** The rows hold one login with its tokens, one that depends on it, and one that is under way. */
const ROWS = [
  sql`insert into users (id, name, display_name, role, state, created_at)
    values ('us_1', 'alice', 'Alice', 'owner', 'active', 1)`,
  sql`insert into bound_sets (id, user_id, state, created_at) values ('bs_1', 'us_1', 'active', 1)`,
  sql`insert into devices (jkt, bound_set_id, jwk, key_storage, hostname, os, state, created_at, last_seen_at)
    values ('d', 'bs_1', '{}', 'file', 'h', 'linux', 'active', 1, 1)`,
  ...[
    ["rq_1", "redeemed", "{}"],
    ["rq_2", "redeemed", rested],
    ["rq_3", "met", "{}"],
  ].map(
    ([
      id,
      state,
      data,
    ]) => sql`insert into logins (id, device_code_hash, state, client_id, device_jkt, session_jkt, user_id,
      bound_set_id, device_statement, request, facts, data, created_at, expires_at, version)
      values (${id}, ${id}, ${state}, 'nearside-cli', 'd', 's', 'us_1', 'bs_1', 'ds', 'r', '{}', ${data}, 1, 2, 3)`,
  ),
  ...["1", "2"].map(
    (
      no,
    ) => sql`insert into token_families (id, login_id, user_id, device_jkt, session_jkt, client_id, scope, data, state,
      created_at, expires_at, bound_set_id, extension_jkt, credential_id)
      values (${`tf_${no}`}, ${`rq_${no}`}, 'us_1', 'd', 's', 'nearside-cli', '', '{}', 'active', 1, 2, 'bs_1', 'e', 'c')`,
  ),
  sql`insert into refresh_tokens (hash, family_id, state, created_at, expires_at) values ('h', 'tf_1', 'active', 1, 2)`,
  sql`insert into tickets (hash, user_id, bootstrap, expires_at, created_at) values ('t', 'us_1', 0, 2, 1)`,
  sql`insert into enrolments (id, kind, ticket_hash, user_id, device_jkt, device_jwk, key_storage, request, loopback, state, data,
    created_at, expires_at) values ('en_1', 'machine', 't', 'us_1', 'd', '{}', 'file', 'r', 'l', 'waiting', '{}', 1, 2)`,
];

describe.each(DATABASES)("the reports of machines, on %s", (database) => {
  it("is found by its values, and a machine that said nothing by that, once the columns are there", async () => {
    const { db, ddl, close } = await openEmptyStore(database);
    onTestFinished(close);
    const untyped = db as unknown as Kysely<unknown>;
    const steps = Object.entries(MIGRATIONS);
    for (const [name, step] of steps) if (name < "0040") await step.up(untyped, ddl);
    const fact = (value: string) => ({ value, source: "x", at: 1 });
    const said = {
      on: {
        disk_encryption: fact("on"),
        screen_lock: fact("off"),
        updates: fact("pending"),
        firewall: fact("unknown"),
      },
      off: { disk_encryption: fact("off"), updates: fact("security_pending") },
      nothing: {},
    };
    await sql`insert into users (id, name, display_name, role, state, created_at)
      values ('us_1', 'alice', 'Alice', 'owner', 'active', 1)`.execute(db);
    for (const jkt of ["on", "off", "nothing", "silent"]) {
      await sql`insert into bound_sets (id, user_id, state, created_at) values (${jkt}, 'us_1', 'active', 1)`.execute(
        db,
      );
      await sql`insert into devices (jkt, bound_set_id, jwk, key_storage, hostname, os, state, created_at, last_seen_at)
        values (${jkt}, ${jkt}, '{}', 'file', 'h', 'linux', 'active', 1, 1)`.execute(db);
    }
    for (const [jkt, posture] of Object.entries(said))
      await sql`insert into postures (device_jkt, posture, stated_at) values (${jkt}, ${JSON.stringify(posture)}, 1)`.execute(
        db,
      );
    for (const [name, step] of steps) if (name >= "0040") await step.up(untyped, ddl);
    const values = ["disk_encryption", "screen_lock", "updates", "firewall"] as const;
    const rows = await db
      .selectFrom("postures")
      .select(["device_jkt", "key_storage", ...values])
      .orderBy("device_jkt")
      .execute();
    const none = { key_storage: "file", disk_encryption: null, screen_lock: null, updates: null, firewall: null };
    expect(rows).toEqual([
      { device_jkt: "nothing", ...none },
      { device_jkt: "off", ...none, disk_encryption: "off", updates: "security_pending" },
      {
        device_jkt: "on",
        key_storage: "file",
        disk_encryption: "on",
        screen_lock: "off",
        updates: "pending",
        firewall: "unknown",
      },
    ]);
    const silent = db.selectFrom("devices").select("jkt").where("tells_posture", "=", 0).orderBy("jkt");
    expect(await silent.execute()).toEqual([{ jkt: "nothing" }, { jkt: "silent" }]);
  });
});
