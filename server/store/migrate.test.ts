import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
      sqlite: [sql`replace into events values (1, 2, 'b', 1, null, '{}')`],
      postgres: [
        sql`truncate events`,
        sql`merge into events using (select 1) as one on true when matched then delete`,
        sql`insert into events overriding system value values (1, 2, 'b', 1, null, '{}')
        on conflict (seq) do update set kind = 'b'`,
      ],
    };
    for (const change of [sql`update events set kind = 'b'`, sql`delete from events`, ...changes[database]])
      await expect(change.execute(store.db)).rejects.toThrow("events are only ever appended");
    expect(await store.db.selectFrom("events").select(["seq", "kind"]).execute()).toEqual([{ seq: 1, kind: "a" }]);
  });
});
