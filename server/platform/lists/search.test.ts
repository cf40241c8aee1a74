import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import { type Kysely, sql } from "kysely";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES, openEmptyStore } from "../../testing/temporary-store.ts";
import { MIGRATIONS } from "../store/migrations/migrations.ts";
import { foundBy, isFoundBy, isOfFound, isSearch, searchedText } from "./search.ts";

const TEXTS = {
  us_ann: ["ann", 'Zoë "Z" O\'Neill', "ann@example.com"],
  us_bob: ["bob.li", "Bob 100% Li_der", ""],
  us_wang: ["wang", "王 小明", ""],
} as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  const db = () => server.services.db;

  beforeEach(async () => {
    const rows = Object.entries(TEXTS).map(([id, texts]) => ({ id, text: searchedText(...texts) }));
    await db().insertInto("searched_people").values(rows).execute();
    await db()
      .insertInto("searched_machines")
      .values({ id: "annes-machine", text: searchedText("ann-laptop") })
      .execute();
  });

  const found = async (typed: string, kind: "person" | "machine" = "person") => {
    const rows = await db()
      .selectFrom(foundBy(db(), kind, typed))
      .select("found.id")
      .execute();
    return rows.map(({ id }) => id).sort();
  };

  it.each([
    ["ann", ["us_ann"]],
    ["NN@EXA", ["us_ann"]],
    ["zoe", ["us_ann"]],
    ['"z"', ["us_ann"]],
    ["o'neill  ANN@", ["us_ann"]],
    ["b.l", ["us_bob"]],
    ["100%", ["us_bob"]],
    ["i_d", ["us_bob"]],
    ["ixd", []],
    ["i%d", []],
    ["an", ["us_ann"]],
    ["li", ["us_bob"]],
    ["王", ["us_wang"]],
    ["nn", []], // two letters begin a word
    ['" OR "', []],
    ["annn", []],
  ])("%j finds %j, by the index and in a row that is gone through", async (typed, ids) => {
    expect(await found(typed)).toEqual(ids);
    const held = await db()
      .selectFrom("searched_people as row")
      .select("row.id")
      .where(isFoundBy("person", "row.id", typed))
      .execute();
    expect(held.map(({ id }) => id).sort()).toEqual(ids);
  });

  it("keeps people and machines apart", async () => {
    expect(await found("ann", "machine")).toEqual(["annes-machine"]);
  });

  it("finds what a text is now, not what it was, and nothing of a transaction that was rolled back", async () => {
    await db()
      .updateTable("searched_people")
      .set({ text: searchedText("carol") })
      .where("id", "=", "us_ann")
      .execute();
    expect([await found("ann"), await found("carol")]).toEqual([[], ["us_ann"]]);
    const taken = db()
      .transaction()
      .execute(async (trx) => {
        await trx.deleteFrom("searched_people").where("id", "=", "us_ann").execute();
        throw new Error("rolled back");
      });
    await expect(taken).rejects.toThrow("rolled back");
    expect(await found("carol")).toEqual(["us_ann"]);
    await db().deleteFrom("searched_people").where("id", "=", "us_ann").execute();
    expect(await found("carol")).toEqual([]);
  });

  it("seeks nothing by blanks, or by what folds to nothing", async () => {
    expect(["", " \t", "\0\ud800", "\u0301"].map(isSearch)).toEqual([false, false, false, false]);
    expect(await found(" ")).toEqual([]);
  });

  it("finds the rows of everybody who matches, also where they are too many to be looked up", async () => {
    const many = Array.from({ length: MOST_FOUND + 1 }, (_, no) => ({
      id: `us_${no}`,
      text: searchedText(`many${no}`),
    }));
    await db().insertInto("searched_people").values(many).execute();
    const rows = db().selectFrom("searched_people as row").select("row.id");
    const ofMany = await rows.where(await isOfFound(db(), "row.id", "many")).execute();
    expect(ofMany).toHaveLength(MOST_FOUND + 1);
    const ofOne = await rows.where(await isOfFound(db(), "row.id", "many1000")).execute();
    expect(ofOne).toEqual([{ id: "us_1000" }]);
  });

  it("finds what was searched in one table of people and machines before", async () => {
    const { db: before, ddl, close } = await openEmptyStore(database);
    onTestFinished(close);
    const untyped = before as unknown as Kysely<unknown>;
    for (const [name, step] of Object.entries(MIGRATIONS)) if (name < "0032") await step.up(untyped, ddl);
    await sql`
      insert into searched (kind, id, text)
      values ('person', 'us_ann', '  ann'), ('machine', 'annes', '  ann-laptop')`.execute(before);
    for (const [name, step] of Object.entries(MIGRATIONS)) if (name >= "0032") await step.up(untyped, ddl);
    const idsOf = (kind: "person" | "machine") =>
      before
        .selectFrom(foundBy(before, kind, "ann"))
        .select("id")
        .execute();
    expect([await idsOf("person"), await idsOf("machine")]).toEqual([[{ id: "us_ann" }], [{ id: "annes" }]]);
    const tables = (await before.introspection.getTables()).map(({ name }) => name);
    expect(tables.filter((name) => /^searched(?!_people|_machines)/.test(name))).toEqual([]);
  });
});
