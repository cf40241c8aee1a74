import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { DATABASES, openEmptyStore } from "../testing/temporary-store.ts";
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
    const broken = { ...store.ddl, makeAppendOnly: () => Promise.reject(new Error("killed here")) };
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

it("finds a machine's or a person's open logins without looking at those of long ago", async () => {
  const { db, ddl, close } = await openEmptyStore("sqlite");
  onTestFinished(close);
  await migrateToLatest(db, ddl);
  for (const column of ["device_jkt", "user_id"]) {
    const query = sql<{ detail: string }>`explain query plan select count(*), min(expires_at) from logins
      where ${sql.ref(column)} = 'x' and state in ('pending', 'met') and expires_at > 1`;
    expect((await query.execute(db)).rows.map(({ detail }) => detail)).toEqual([
      `SEARCH logins USING COVERING INDEX logins_by_${column}_and_expires_at (${column}=? AND expires_at>?)`,
    ]);
  }
});

it("takes over what each family of tokens rests on, from the data that older servers wrote", async () => {
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
