import { join } from "node:path";
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { openEmptyStore } from "../../testing/temporary-store.ts";
import type { Db } from "./database.ts";
import type { MadeAtOnce } from "./made-at-once.ts";
import { migrateToLatest, STEPS } from "./migrate.ts";
import { sqliteDdl } from "./sqlite-ddl.ts";

// The tables that an empty database gets at once are written down from those that the steps make. `npx vitest run -u --project=unit
// server/platform/store/sqlite-made.test.ts` writes it again.

const KEPT = join(import.meta.dirname, "sqlite-made.json");
const { madeAtOnce, ...stepByStep } = sqliteDdl;

interface Part {
  readonly type: "table" | "view" | "index" | "trigger";
  readonly name: string;
  readonly text: string | null;
}

async function made(ddl: typeof sqliteDdl): Promise<Db> {
  const { db, close } = await openEmptyStore("sqlite");
  onTestFinished(close);
  expect(await migrateToLatest(db, ddl)).toEqual(STEPS);
  return db;
}

it("is what the steps make", async () => {
  const written: MadeAtOnce = { steps: STEPS, statements: await statementsFor(await made(stepByStep)) };
  await expect(`${JSON.stringify(written, null, 2)}\n`).toMatchFileSnapshot(KEPT);
});

it("has the same parts, rows and checks as a database that took each step", async () => {
  const [atOnce, inSteps] = [await made(sqliteDdl), await made(stepByStep)];
  expect(await partsOf(atOnce)).toEqual(await partsOf(inSteps));
  expect(await rowsOf(atOnce)).toEqual(await rowsOf(inSteps));
  expect(await rowsOf(atOnce)).toMatchObject({ kysely_migration_lock: [{ is_locked: 0 }] });
  expect((await sql`pragma integrity_check`.execute(atOnce)).rows).toEqual([{ integrity_check: "ok" }]);
});

it("leaves nothing where it fails in its middle", async () => {
  const { db, close } = await openEmptyStore("sqlite");
  onTestFinished(close);
  const statements = (await madeAtOnce?.())?.statements ?? [];
  const broken = { steps: STEPS, statements: [...statements, "create table users (id text)"] };
  const failing = migrateToLatest(db, { ...sqliteDdl, madeAtOnce: async () => broken });
  await expect(failing).rejects.toThrow("already exists");
  expect(await partsOf(db)).toEqual([]);
  expect(await migrateToLatest(db, sqliteDdl)).toEqual(STEPS);
});

it("is not used where the steps have started", async () => {
  const { db, close } = await openEmptyStore("sqlite");
  onTestFinished(close);
  await sql`create table kysely_migration (name text primary key, timestamp text not null)`.execute(db);
  expect(await migrateToLatest(db, sqliteDdl)).toEqual(STEPS);
});

it("is not used by a server that knows other steps", async () => {
  const other = { ...sqliteDdl, madeAtOnce: async () => ({ steps: STEPS.slice(1), statements: ["select fail()"] }) };
  expect(await partsOf(await made(other))).toEqual(await partsOf(await made(sqliteDdl)));
});

/** Tables before what hangs on them. SQLite itself makes the parts without a text, and those that a table for searches is made of. */
async function statementsFor(db: Db): Promise<readonly string[]> {
  const order = ["table", "view", "index", "trigger"];
  const shadows = new Set((await tablesOf(db)).filter(({ type }) => type === "shadow").map(({ name }) => name));
  const parts = (await partsOf(db)).filter(({ name }) => !shadows.has(name) && !name.startsWith("sqlite_"));
  parts.sort((one, other) => order.indexOf(one.type) - order.indexOf(other.type));
  const rows = Object.entries(await rowsOf(db)).filter(([table]) => table !== "kysely_migration");
  return [
    ...parts.flatMap(({ text }) => text ?? []),
    ...rows.flatMap(([table, all]) => all.map((row) => insertOf(table, row))),
  ];
}

const partsOf = async (db: Db): Promise<Part[]> =>
  (await sql<Part>`select type, name, sql as text from sqlite_schema order by type, name`.execute(db)).rows;

const tablesOf = async (db: Db): Promise<readonly { name: string; type: string }[]> =>
  (
    await sql<{ name: string; type: string }>`
      select name, type from pragma_table_list where schema = 'main' and name not like 'sqlite_%' order by name`.execute(
      db,
    )
  ).rows;

type Row = Readonly<Record<string, unknown>>;

/** The rows of each table that has any: of the settings that a table for searches was given too, as one gives them. */
async function rowsOf(db: Db): Promise<Readonly<Record<string, readonly Row[]>>> {
  const found: Record<string, readonly Row[]> = {};
  for (const { name, type } of await tablesOf(db)) {
    if (type === "shadow") continue;
    const rows = type === "virtual" ? await settingsOf(db, name) : await selectAll(db, name);
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}

const selectAll = async (db: Db, name: string): Promise<readonly Row[]> =>
  name === "kysely_migration"
    ? (await sql<Row>`select name from ${sql.table(name)} order by name`.execute(db)).rows // each has its own times
    : (await sql<Row>`select * from ${sql.table(name)}`.execute(db)).rows;

async function settingsOf(db: Db, name: string): Promise<readonly Row[]> {
  const config = sql.table(`${name}_config`);
  const { rows } = await sql<{ k: string; v: unknown }>`select k, v from ${config} where k <> 'version'`.execute(db);
  return rows.map(({ k, v }) => ({ [name]: k, rank: v }));
}

function insertOf(table: string, row: Row): string {
  const columns = Object.keys(row).map((column) => `"${column}"`);
  const values = Object.values(row).map((value) => {
    if (value === null || typeof value === "number") return String(value);
    if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
    throw new TypeError(`a row of ${table} holds a ${typeof value}`);
  });
  return `insert into "${table}" (${columns.join(", ")}) values (${values.join(", ")})`;
}
