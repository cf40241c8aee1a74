import { type Rule, source } from "./rule.ts";

const MIGRATION = /(?:^|\/)migrations\/(\d{4})-([^/]+)\.ts$/;
/** The first number for which the rule holds. Those before it are released, or come with a version that is no rolling update. */
const FIRST = 29;
const TAKES_AWAY =
  /\b(?:dropTable|dropColumn|renameTo|renameColumn|setNotNull|setDataType)\(|\b(?:drop|rename) (?:table|column)\b/i;

export const migrationsAdd: Rule = {
  says: "a migration only adds; one that takes something away is called `NNNN-drop-<what>.ts`",
  because:
    "in a rolling update processes of the version before go on with the tables of the new one: what they read and write must still be there, so it goes in a later version",
  broken: ({ path, text }) => {
    const [, number = "0", what = ""] = MIGRATION.exec(path) ?? [];
    if (Number(number) < FIRST || what.startsWith("drop-")) return [];
    return text
      .split("\n")
      .flatMap((line, at) => (TAKES_AWAY.test(line) ? [`${at + 1}: takes away: ${line.trim()}`] : []));
  },
  planted: [
    source("server/platform/store/migrations/0031-people.ts", `await db.schema.dropTable("people").execute();`),
    source("server/platform/store/migrations/0031-people.ts", `db.schema.alterTable("a").renameColumn("b", "c");`),
    source("server/platform/store/migrations/0031-people.ts", "await sql`alter table a drop column b`.execute(db);"),
  ],
  kept: [
    source("server/platform/store/migrations/0031-people.ts", `db.schema.alterTable("a").addColumn("b", "text");`),
    source("server/platform/store/migrations/0032-drop-people.ts", `await db.schema.dropTable("people").execute();`),
    source("server/platform/store/migrations/0003-clients.ts", `await db.schema.dropTable("clients").execute();`),
  ],
};
