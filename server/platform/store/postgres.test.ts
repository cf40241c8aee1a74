import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase, openEmptyDatabase, openTemporaryDatabase } from "../../testing/temporary-database.ts";
import type { Db, Trx } from "./database.ts";
import { DatabaseAway } from "./database-away.ts";
import { fixedQuery } from "./fixed-query.ts";
import { migrateToLatest } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import { aloneWithin } from "./postgres-ddl.ts";
import type { Store } from "./store.ts";

// Only PostgreSQL can cause these failures. The promises of every store are tested in store.test.ts.

let store: Store;
beforeEach(async () => {
  store = await openTemporaryDatabase();
});
afterEach(() => store.close());

const nameOf = async ({ db }: Store): Promise<string> => {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  return rows[0]?.name ?? "";
};
/** Ends connections as an administrator of PostgreSQL does, or as the end of its process does. */
const endConnections = (on: Store) =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(on.db);
const settings = () => store.db.selectFrom("settings").select("name").orderBy("name").execute();
const insert = (on: Store, name: string) => on.db.insertInto("settings").values({ name, value: "" }).execute();

describe("a migration", () => {
  it("takes all tables, and gives way to a transaction that has one of them and needs another", async () => {
    const on = openDatabase(await nameOf(store));
    const { promise: hasOne, resolve } = Promise.withResolvers<void>();
    const reader = on.db.transaction().execute(async (trx) => {
      await trx.selectFrom("users").select("id").execute();
      resolve();
      await sql`select pg_sleep(0.2)`.execute(trx);
      return trx.selectFrom("bound_sets").select("id").execute(); // the migration has this one, and waits for the other
    });
    await hasOne;
    const held = store.ddl.alone(store.db, async (one) => {
      await store.ddl.holdTables(one);
      return "held";
    });
    expect(await Promise.all([reader, held])).toEqual([[], "held"]);
    await on.close();
  });
});

describe("a migration that finds no pause", () => {
  it("names those who have the tables", async () => {
    const on = openDatabase(await nameOf(store));
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const { promise: hasOne, resolve } = Promise.withResolvers<void>();
    const reader = on.db.transaction().execute(async (trx) => {
      await sql`set local application_name = 'pg_dump'`.execute(trx);
      await trx.selectFrom("users").select("id").execute();
      resolve();
      await isOver;
    });
    await hasOne;
    const held = aloneWithin(2)(store.db, (one) => store.ddl.holdTables(one));
    await expect(held).rejects.toThrow(/ use .*by \S+ with pg_dump \(process \d+\), .* Nothing was changed\./);
    end();
    await reader;
    await on.close();
  });
});

describe("a session", () => {
  it("is READ COMMITTED and in UTC, whatever the database's own defaults are", async () => {
    const name = sql.id(await nameOf(store));
    await sql`alter database ${name} set default_transaction_isolation = serializable`.execute(store.db);
    await sql`alter database ${name} set timezone = 'Asia/Kathmandu'`.execute(store.db);
    const later = openDatabase(await nameOf(store));
    const { rows } = await sql`select current_setting('transaction_isolation') as isolation,
      current_setting('timezone') as zone, current_setting('statement_timeout') as statements`.execute(later.db);
    await later.close();
    expect(rows).toEqual([{ isolation: "read committed", zone: "UTC", statements: "3500ms" }]);
  });

  it("plans each text once, under a name", async () => {
    const on = openDatabase(await nameOf(store));
    const { rows } = await on.db.connection().execute(async (one) => {
      for (const name of ["a", "b", "c"])
        await one.selectFrom("settings").select("value").where("name", "=", name).execute();
      return sql<{
        statement: string;
      }>`select statement from pg_prepared_statements where name like 'nearside%'`.execute(one);
    });
    expect(rows).toEqual([{ statement: 'select "value" from "settings" where "name" = $1' }]);
    await on.close();
  });

  describe("a table that a newer server has changed under its plans", () => {
    const readOn = (on: Db | Trx) => on.selectFrom("settings").selectAll().where("name", "=", "a").execute();
    const reading = fixedQuery<{ name: string }>()((db, value) =>
      db.selectFrom("settings").selectAll().where("name", "=", value("name")),
    );
    const change = () => sql`alter table settings add column later text`.execute(store.db);
    let on: Store; // it has not learned the columns, and asks for all of them
    beforeEach(async () => {
      on = openDatabase(await nameOf(store));
    });
    afterEach(() => on.close());
    /** Four connections that have prepared it. */
    const prepare = () =>
      Promise.all(
        [1, 2, 3, 4].map(() =>
          on.db.transaction().execute((trx) => readOn(trx).then(() => sql`select pg_sleep(0.1)`.execute(trx))),
        ),
      );

    it("prepares again what is asked outside of a transaction, and what begins one", async () => {
      await readOn(on.db);
      await reading(on.db, { name: "a" });
      await prepare();
      await change();
      expect(await Promise.all([readOn(on.db), reading(on.db, { name: "a" }), readOn(on.db)])).toEqual([[], [], []]);
      await insert(on, "a");
      const [row] = await on.db.transaction().execute(readOn);
      expect(row).toEqual({ name: "a", value: "", later: null });
      const begins = () => on.db.transaction().execute(async (trx) => [await readOn(trx), await readOn(trx)]);
      expect(await Promise.all([begins(), begins(), begins(), begins()])).toEqual(Array(4).fill([[row], [row]]));
    });

    it("refuses a transaction that has done something before, and none after it, on any connection", async () => {
      await prepare();
      await change();
      const inserts = (name: string) =>
        on.db.transaction().execute(async (trx) => {
          await trx.insertInto("settings").values({ name, value: "" }).execute();
          return readOn(trx);
        });
      await expect(inserts("b")).rejects.toThrow(DatabaseAway);
      await Promise.all([inserts("c"), inserts("d"), inserts("e"), inserts("f")]);
      expect((await settings()).map(({ name }) => name)).toEqual(expect.not.arrayContaining(["b"]));
    });

    it("asks for a table's columns by their names, and so refuses nothing", async () => {
      const one = store.db.selectFrom("settings").selectAll();
      const two = store.db.selectFrom("users").innerJoin("bound_sets", "user_id", "users.id").selectAll("users");
      const three = store.db.deleteFrom("settings").returningAll();
      expect([one, two, three].map((query) => query.compile().sql)).toEqual([
        'select "name", "value" from "settings"',
        expect.stringMatching(/^select "users"."id", "users"."name", [^*]+ from "users" inner join "bound_sets"/),
        'delete from "settings" returning "name", "value"',
      ]);
      const inserts = (row: string) =>
        store.db.transaction().execute(async (trx) => {
          await trx.insertInto("settings").values({ name: row, value: "" }).execute();
          return [await readOn(trx), await reading(trx, { name: row })];
        });
      await Promise.all(["b", "c", "d"].map(inserts));
      await change();
      const found = await Promise.all(["e", "f", "g", "h"].map(inserts));
      expect(found.map(([, row]) => row)).toEqual(["e", "f", "g", "h"].map((name) => [{ name, value: "" }]));
    });
  });
});

describe("an exchange", () => {
  const write = fixedQuery<{ name: string }>()((db, value) =>
    db.insertInto("settings").values({ name: value("name"), value: "" }),
  );
  const numberOf = fixedQuery<{ text: string }>()((db, value) =>
    db.selectNoFrom((eb) => eb.cast<number>(eb.val(value("text")), "integer").as("number")),
  );

  it("takes a write that nobody reads along, and fails with it", async () => {
    const other = openDatabase(await nameOf(store));
    await insert(other, "a");
    await other.close();
    const broken = store.db.transaction().execute(async (trx) => {
      await write(trx, { name: "b" });
      await write(trx, { name: "a" });
    });
    await expect(broken).rejects.toMatchObject({ code: "23505" });
    expect(await settings()).toEqual([{ name: "a" }]);
  });

  it("shows a transaction the writes that it held back", async () => {
    const seen = await store.db.transaction().execute(async (trx) => {
      await write(trx, { name: "a" });
      return trx.selectFrom("settings").select("name").execute();
    });
    expect(seen).toEqual([{ name: "a" }]);
  });

  it("of several reads fails only for the one that fails", async () => {
    const ends = await Promise.allSettled(["1", "two", "3"].map((text) => numberOf(store.db, { text })));
    expect(ends).toEqual([
      { status: "fulfilled", value: [{ number: 1 }] },
      { status: "rejected", reason: new Error("the database refused a value (SQLSTATE 22P02)") },
      { status: "fulfilled", value: [{ number: 3 }] },
    ]);
    expect(await numberOf(store.db, { text: "4" })).toEqual([{ number: 4 }]); // its statement was parsed, and failed
  });

  it("is not sent for a transaction that is over", async () => {
    const trx = await store.db.transaction().execute(async (one) => one);
    await expect(write(trx, { name: "late" })).rejects.toThrow("the transaction is over");
    expect(await settings()).toEqual([]);
  });
});

describe("several servers at once", () => {
  it("bring the tables to their version once", async () => {
    const empty = await openEmptyDatabase();
    const others = await Promise.all([1, 2, 3].map(async () => openDatabase(await nameOf(empty))));
    const taken = await Promise.all([empty, ...others].map(({ db, ddl }) => migrateToLatest(db, ddl)));
    await Promise.all(others.map((other) => other.close()));
    await empty.close();
    expect(taken.filter((steps) => steps.length > 0)).toEqual([Object.keys(MIGRATIONS)]);
  });

  it("leave no lock behind where one of them fails", async () => {
    const empty = await openEmptyDatabase();
    const broken = { ...empty.ddl, makeAppendOnly: () => Promise.reject(new Error("killed here")) };
    await expect(migrateToLatest(empty.db, broken)).rejects.toThrow("killed here");
    expect(await migrateToLatest(empty.db, empty.ddl)).toEqual(Object.keys(MIGRATIONS));
    await empty.close();
  });
});

describe("the connections for reads", () => {
  it("are kept while others wait for them, and who waits too long is told so", async () => {
    const nap = () => sql`select pg_sleep(3)`.execute(store.reads);
    const ends = await Promise.allSettled([nap(), nap(), nap(), nap(), nap()]);
    expect(ends.slice(0, 4).map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
    expect(ends[4]).toMatchObject({
      reason: {
        code: "temporarily_unavailable",
        description: expect.stringMatching(/^The server is busy with other searches/),
      },
    });
  });
});

describe("a lost connection", () => {
  it("in the middle of a transaction changes nothing, and the next one works", async () => {
    const other = openDatabase(await nameOf(store));
    const broken = store.db.transaction().execute(async (trx) => {
      await trx.insertInto("settings").values({ name: "a", value: "" }).execute();
      await endConnections(other);
      await trx.insertInto("settings").values({ name: "b", value: "" }).execute();
    });
    await expect(broken).rejects.toThrow(DatabaseAway);
    await other.close();
    expect(await settings()).toEqual([]);
    await store.db
      .transaction()
      .execute((trx) => trx.insertInto("settings").values({ name: "c", value: "" }).execute());
    expect(await settings()).toEqual([{ name: "c" }]);
  });

  it("while others read with the same exchange is the end for all of them, and reads work again", async () => {
    const other = openDatabase(await nameOf(store));
    const nap = fixedQuery<{ text: string }>()((db, value) =>
      db.selectNoFrom((eb) => eb.fn("pg_sleep", [eb.cast<number>(eb.val(value("text")), "float8")]).as("slept")),
    );
    const reading = Promise.allSettled(["10", "0", "0"].map((text) => nap(store.db, { text })));
    await expect
      .poll(async () => (await sql`select from pg_stat_activity where wait_event = 'PgSleep'`.execute(other.db)).rows)
      .toHaveLength(1);
    const late = expect(nap(store.db, { text: "0" })).rejects.toThrow(DatabaseAway);
    await endConnections(other);
    await late;
    for (const end of await reading) expect(end).toMatchObject({ reason: { name: "DatabaseAway" } });
    // each connection that was idle has to hear that it ended too
    await expect.poll(() => nap(store.db, { text: "0" })).toEqual([{ slept: "" }]);
    await other.close();
  });

  it("between two statements of a transaction, noticed before the next one, is no other error", async () => {
    const other = openDatabase(await nameOf(store));
    const broken = store.db.transaction().execute(async (trx) => {
      await trx.insertInto("settings").values({ name: "a", value: "" }).execute();
      await endConnections(other);
      for (let turn = 0; turn < 5; turn++) await insert(other, `meanwhile ${turn}`); // the connection's end has arrived by now
      throw new Error("changed my mind");
    });
    await expect(broken).rejects.toThrow("changed my mind");
    await other.close();
    expect(await settings()).toHaveLength(5);
  });

  it("that nobody uses is told of, and ends no process", async () => {
    const lost: Error[] = [];
    const other = openDatabase(await nameOf(store), (error) => lost.push(error));
    await Promise.all(["a", "b", "c"].map((name) => insert(other, name)));
    await endConnections(store);
    await expect.poll(() => lost.length).toBe(3);
    expect(await other.db.selectFrom("settings").select("name").execute()).toHaveLength(3);
    await other.close();
  });

  it("is what a statement says that was ended for its length", async () => {
    const slow = store.db.connection().execute(async (one) => {
      await sql`set statement_timeout = 20`.execute(one);
      await sql`select pg_sleep(10)`.execute(one).finally(() => sql`reset statement_timeout`.execute(one));
    });
    await expect(slow).rejects.toThrow(DatabaseAway);
  });
});

it("says of two transactions that wait for each other that one may try again", async () => {
  await insert(store, "a");
  await insert(store, "b");
  const { promise: bothHold, resolve } = Promise.withResolvers<void>();
  let holding = 0;
  const take = (first: string, second: string) =>
    store.db.transaction().execute(async (trx) => {
      const write = (name: string) =>
        trx.updateTable("settings").set({ value: first }).where("name", "=", name).execute();
      await write(first);
      holding += 1;
      if (holding === 2) resolve();
      await bothHold;
      await write(second);
    });
  const ends = await Promise.allSettled([take("a", "b"), take("b", "a")]);
  const [failed, ...more] = ends.filter((end) => end.status === "rejected");
  expect(failed?.reason).toBeInstanceOf(DatabaseAway);
  expect(more).toEqual([]);
});

it("quotes no value that the database refused", async () => {
  const refused = sql`select ${"secret"}::int`.execute(store.db);
  await expect(refused).rejects.toThrow("the database refused a value (SQLSTATE 22P02)");
});
