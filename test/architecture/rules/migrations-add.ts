import { type Rule, source } from "./rule.ts";

const MIGRATION = /(?:^|\/)migrations\/(\d{4})-([^/]+)\.ts$/;
/** The first number for which the rule holds. Those before it come with 0.1.0, to which no rolling update leads (docs/how-to/operate-database.md). */
const FIRST = 32;
const TAKES_AWAY =
  /\b(?:dropTable|dropColumn|renameTo|renameColumn|setNotNull|setDataType)\(|\b(?:drop|rename) (?:table|column)\b/i;

/** A change of a table that was made before. */
const ALTERED = /\balterTable\([\s\S]*?\.execute\(|\balter table\b[^`]*/gi;
/** A column that must have a value. */
const DEMANDED =
  /\.addColumn\((?:(?!\.addColumn\()[\s\S])*?\.notNull\(\)(?:(?!\.addColumn\()[\s\S])*|\badd column\b[^,`]*\bnot null\b[^,`]*/gi;
const HAS_DEFAULT = /\.defaultTo\(|\bdefault\b/i;

export const migrationsAdd: Rule = {
  says: "a migration only adds, and a column that must have a value gets a default; one that takes something away is called `NNNN-drop-<what>.ts`",
  because:
    "in a rolling update processes of the version before continue with the tables of the new one: what they read and write must still be there, so it goes in a later version; and they write rows without the new columns",
  broken: ({ path, text }) => {
    const [, number = "0", what = ""] = MIGRATION.exec(path) ?? [];
    if (Number(number) < FIRST || what.startsWith("drop-")) return [];
    const takenAway = text
      .split("\n")
      .flatMap((line, at) => (TAKES_AWAY.test(line) ? [`${at + 1}: takes away: ${line.trim()}`] : []));
    const demanded = [...text.matchAll(ALTERED)]
      .flatMap(([change]) => change.match(DEMANDED) ?? [])
      .filter((column) => !HAS_DEFAULT.test(column))
      .map((column) => `demands a value that older processes do not write: ${column.trim()}`);
    return [...takenAway, ...demanded];
  },
  planted: [
    source("server/platform/store/migrations/0033-people.ts", `await db.schema.dropTable("people").execute();`),
    source("server/platform/store/migrations/0033-people.ts", `db.schema.alterTable("a").renameColumn("b", "c");`),
    source("server/platform/store/migrations/0033-people.ts", "await sql`alter table a drop column b`.execute(db);"),
    source(
      "server/platform/store/migrations/0033-people.ts",
      `await db.schema.alterTable("a").addColumn("b", "text", (c) => c.notNull().defaultTo("")).addColumn("c", "text", (c) => c.notNull()).execute();`,
    ),
    source(
      "server/platform/store/migrations/0033-people.ts",
      "await sql`alter table a add column b text not null`.execute(db);",
    ),
  ],
  kept: [
    source(
      "server/platform/store/migrations/0033-people.ts",
      `await db.schema.createTable("a").addColumn("b", "text", (c) => c.notNull()).execute();
       await db.schema.alterTable("a").addColumn("c", "text", (c) => c.notNull().defaultTo("")).execute();
       await db.schema.createTable("d").addColumn("e", "text", (c) => c.notNull()).execute();`,
    ),
    source(
      "server/platform/store/migrations/0033-people.ts",
      "await sql`alter table a add column b text not null default ''`.execute(db);",
    ),
    source("server/platform/store/migrations/0033-people.ts", `db.schema.alterTable("a").addColumn("b", "text");`),
    source("server/platform/store/migrations/0034-drop-people.ts", `await db.schema.dropTable("people").execute();`),
    source("server/platform/store/migrations/0003-clients.ts", `await db.schema.dropTable("clients").execute();`),
  ],
};
