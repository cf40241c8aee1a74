import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { restOf } from "./sqlite-rest.ts";
import { sumOf, tablesOf } from "./sqlite-tables.ts";

/** Returns what a backup's manifest would say of a database that was made like that. */
function said(made: string) {
  const database = new DatabaseSync(":memory:");
  database.exec(made);
  const found = { sums: tablesOf(database).map((table) => sumOf(database, table)), rest: restOf(database) };
  database.close();
  return found;
}

const TABLE = "create table one (name text, unique (name)) strict;";

it("tells apart rows whose hashes have the same sum", () => {
  const [one, other] = ["insert into one values ('a'), ('b')", "insert into one values ('b'), ('a')"];
  expect(said(TABLE + one).sums).not.toEqual(said(TABLE + other).sums);
  expect(said(TABLE + one)).toEqual(said(TABLE + one));
});

it.each([
  ["a table takes", TABLE.replace("unique (name)", "unique (name) on conflict replace")],
  ["a trigger does", `${TABLE} create trigger more after insert on one begin delete from one; end;`],
  [
    "number comes next",
    `${TABLE.replace("(name text,", "(no integer primary key autoincrement, name text,")} insert into one (name) values ('a'); delete from one;`,
  ],
])("tells apart what %s, where all rows are the same", (_what, made) => {
  const [plain, other] = [said(TABLE), said(made)];
  expect(other.sums.map(({ rows }) => rows)).toEqual(plain.sums.map(({ rows }) => rows));
  expect(other.rest).not.toBe(plain.rest);
});
