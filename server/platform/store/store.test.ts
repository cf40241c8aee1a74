import { type RawBuilder, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DATABASES, openTemporaryStore } from "../../testing/temporary-store.ts";
import { fixedQuery } from "./fixed-query.ts";
import type { Store } from "./store.ts";

// Every store keeps these promises, on each database.

describe.each(DATABASES)("on %s", (database) => {
  let store: Store;
  beforeEach(async () => {
    store = await openTemporaryStore(database);
  });
  afterEach(() => store.close());

  const insertUser = (id: string) =>
    store.db
      .insertInto("users")
      .values({ id, name: id, display_name: id, role: "user", state: "active", created_at: 1 })
      .execute();

  describe("a transaction", () => {
    it("leaves nothing when it throws, and the next one works", async () => {
      const failing = store.db.transaction().execute(async (trx) => {
        await trx.insertInto("settings").values({ name: "a", value: "1" }).execute();
        await trx.insertInto("settings").values({ name: "a", value: "2" }).execute();
      });
      await expect(failing).rejects.toThrow(/unique/i);
      await store.db
        .transaction()
        .execute((trx) => trx.insertInto("settings").values({ name: "a", value: "3" }).execute());
      expect(await store.db.selectFrom("settings").selectAll().execute()).toEqual([{ name: "a", value: "3" }]);
    });

    it("is not to swallow an error of the database: PostgreSQL has given it up, and says so in the end", async () => {
      const end = store.db.transaction().execute(async (trx) => {
        await trx.insertInto("settings").values({ name: "a", value: "1" }).execute();
        await sql`no sql at all`.execute(trx).catch(() => {});
      });
      expect(
        await end.then(
          () => "committed",
          () => "given up",
        ),
      ).toBe(database === "sqlite" ? "committed" : "given up");
      expect(await store.db.selectFrom("settings").selectAll().execute()).toHaveLength(database === "sqlite" ? 1 : 0);
    });
  });

  describe("a query beside the writer", () => {
    it("sees what was committed before, and what it is", async () => {
      await insertUser("us_1");
      const [user] = await store.reads.selectFrom("users").selectAll().execute();
      expect(user).toEqual(await store.db.selectFrom("users").selectAll().executeTakeFirst());
      expect(user).toMatchObject({ id: "us_1", created_at: 1 });
      for (let turn = 0; turn < 20; turn += 1) {
        await store.db.updateTable("users").set({ created_at: turn }).execute();
        expect((await store.reads.selectFrom("users").select("created_at").executeTakeFirst())?.created_at).toBe(turn);
      }
    });

    it("answers fixed queries", async () => {
      await insertUser("us_1");
      const byId = fixedQuery<{ id: string }>()((db, value) =>
        db.selectFrom("users").select("name").where("id", "=", value("id")),
      );
      expect(await byId(store.reads, { id: "us_1" })).toEqual([{ name: "us_1" }]);
      expect(await byId(store.reads, { id: "us_2" })).toEqual([]);
    });

    it("gives up a query that takes too long, while others are answered", async () => {
      const endless = sql`with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n`;
      const given = endless.execute(store.reads);
      await insertUser("us_1");
      await expect(given).rejects.toMatchObject({ code: "read_too_long", status: 503 });
      expect(await store.reads.selectFrom("users").select("id").execute()).toEqual([{ id: "us_1" }]);
    });

    it("lets others read between two queries of one person", async () => {
      const { reads, readTurns } = store;
      const order: string[] = [];
      const long = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select count(*) from n`;
      const ask = (person: string, query: RawBuilder<unknown>) =>
        readTurns.as(person, async () => {
          await query.execute(reads);
          order.push(person);
        });
      await Promise.all([ask("alice", sql`select 1`), ask("bob", sql`select 1`)]); // both connections of PostgreSQL are there
      const alice = Array.from({ length: 5 }, () => ask("alice", long));
      await ask("bob", sql`select 1`);
      await Promise.all(alice);
      expect(order.slice(2).indexOf("bob")).toBeLessThan(2);
      expect(order).toHaveLength(8);
    });

    it("changes nothing", async () => {
      const write = store.reads.insertInto("settings").values({ name: "a", value: "1" }).execute();
      await expect(write).rejects.toThrow();
      expect(await store.db.selectFrom("settings").selectAll().execute()).toEqual([]);
    });
  });

  describe("a conditional update", () => {
    it("has exactly one winner, however many ask at once", async () => {
      await insertUser("us_1");
      const ticket = { hash: "h", user_id: "us_1", bootstrap: 0, expires_at: 10, created_at: 1 };
      await store.db.insertInto("tickets").values(ticket).execute();
      const consume = (at: number) =>
        store.db
          .transaction()
          .execute((trx) =>
            trx
              .updateTable("tickets")
              .set({ revoked_at: at })
              .where("hash", "=", "h")
              .where("revoked_at", "is", null)
              .returning("revoked_at")
              .execute(),
          );
      const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => consume(at)));
      const winners = answers.flat();
      expect(winners).toHaveLength(1);
      expect(await store.db.selectFrom("tickets").select("revoked_at").execute()).toEqual(winners);
    });

    it("counts the rows it changed", async () => {
      await insertUser("us_1");
      const suspend = () =>
        store.db.updateTable("users").set({ state: "suspended" }).where("state", "=", "active").executeTakeFirst();
      expect((await suspend()).numUpdatedRows).toBe(1n);
      expect((await suspend()).numUpdatedRows).toBe(0n);
    });
  });

  describe("values", () => {
    it("come back as they were stored: bytes, epoch milliseconds, text with every character", async () => {
      await insertUser("us_1");
      const set = {
        id: "bs_1",
        user_id: "us_1",
        state: "active",
        created_at: Number.MAX_SAFE_INTEGER,
        confirmed_at: null,
      } as const;
      await store.db.insertInto("bound_sets").values(set).execute();
      const passkey = {
        credential_id: "c",
        bound_set_id: "bs_1",
        public_key: Uint8Array.from({ length: 256 }, (_, byte) => byte),
        counter: 4_294_967_295,
        backup_eligible: 0,
        backed_up: 0,
        user_verified: 1,
        aaguid: "00000000-0000-0000-0000-000000000000",
        attestation_format: "none",
        attestation_verdict: "",
        transports: '["internal"]',
        user_handle: "\u{1F511} é \u202e \n",
        state: "active",
        created_at: -1,
      } as const;
      await store.db.insertInto("passkeys").values(passkey).execute();
      expect(await store.db.selectFrom("passkeys").selectAll().executeTakeFirst()).toEqual({ ...passkey, label: null });
      expect(await store.db.selectFrom("bound_sets").selectAll().executeTakeFirst()).toEqual(set);
    });

    it.each([
      ["undefined", undefined, "undefined"],
      ["a boolean", true, "a boolean"],
      ["a Date", new Date(0), "a Date"],
      ["an object", { a: 1 }, "an object"],
      ["a fraction", 1.5, "not a safe integer"],
      ["NaN", Number.NaN, "not a safe integer"],
      ["2^53", 2 ** 53, "not a safe integer"],
      ["a big integer that could not be read again", 2n ** 60n, "beyond 2^53"],
      ["NUL in text", "a\0b", "NUL"],
      ["half a character", "\ud800", "surrogate"],
    ])("are refused, not changed: %s", async (_name, value, message) => {
      await expect(sql`select ${value} as v`.execute(store.db)).rejects.toThrow(message);
    });

    it("of a wrong type, or that the table does not know, are refused", async () => {
      await expect(sql`insert into replay values ('k', 'soon')`.execute(store.db)).rejects.toThrow();
      await insertUser("us_1");
      await expect(sql`update users set role = 'root'`.execute(store.db)).rejects.toThrow(/check/i);
      const orphan = { id: "bs_1", user_id: "us_nobody", state: "active", created_at: 1, confirmed_at: null } as const;
      await expect(store.db.insertInto("bound_sets").values(orphan).execute()).rejects.toThrow(/foreign key/i);
      expect(await store.db.selectFrom("replay").selectAll().execute()).toEqual([]);
    });

    it("are counted and compared as numbers", async () => {
      await store.db
        .insertInto("replay")
        .values([
          { key: "a", expires_at: 9 },
          { key: "b", expires_at: 10 },
        ])
        .execute();
      const { n, most } = await store.db
        .selectFrom("replay")
        .select(({ fn }) => [fn.countAll<number>().as("n"), fn.max("expires_at").as("most")])
        .executeTakeFirstOrThrow();
      expect([n, most]).toEqual([2, 10]);
    });
  });

  describe("a row that is held", () => {
    it.each(["forShare", "forNoKeyUpdate"] as const)("by %s is written by nobody else until then", async (lock) => {
      await insertUser("us_1");
      const order: string[] = [];
      const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
      const holding = store.db.transaction().execute(async (trx) => {
        await trx.selectFrom("users").select("id").where("id", "=", "us_1")[lock]().execute();
        held();
        for (let turn = 0; turn < 20; turn++) await trx.selectFrom("users").select("id").execute();
        order.push("let go");
      });
      await isHeld;
      const writing = store.db
        .updateTable("users")
        .set({ state: "suspended" })
        .execute()
        .then(() => order.push("written"));
      await Promise.all([holding, writing]);
      expect(order).toEqual(["let go", "written"]);
    });
  });
});
