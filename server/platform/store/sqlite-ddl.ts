import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Counted, Ddl } from "./ddl.ts";

export const sqliteDdl: Ddl = {
  // imported only now, since most starts find the tables made
  madeAtOnce: async () => (await import("./sqlite-made.json", { with: { type: "json" } })).default,
  integer: "integer",
  bytes: "blob",
  memberOf: (column, member) => `json_extract(${column}, '$.${member}')`,
  createTable: (db, name) => db.schema.createTable(name).modifyEnd(sql`strict`),
  sequence: (column) => column.primaryKey().autoIncrement(),
  async makeAppendOnly(db, table) {
    for (const change of ["update", "delete"]) {
      await sql`
        create trigger ${sql.id(`${table}_refuse_${change}`)} before ${sql.raw(change)} on ${sql.table(table)}
        begin select raise(abort, ${sql.lit(`${table} are only ever appended`)}); end`.execute(db);
    }
  },
  async indexTrigrams(db, table, { key, column }) {
    const [index, row, text] = [sql.id(`${table}_trigrams`), sql.id(key), sql.id(column)];
    // `detail=none`: which rows have a trigram, not where. What is found is compared with the text.
    await sql`
      create virtual table ${index} using fts5(text, content='', columnsize=0, detail=none, tokenize='trigram')`.execute(
      db,
    );
    // what is deleted leaves the index as well, and does not only get hidden in it
    await sql`insert into ${index} (${index}, rank) values ('secure-delete', 1)`.execute(db);
    await sql`insert into ${index} (rowid, text) select ${row}, ${text} from ${sql.table(table)}`.execute(db);
    await sql`
      create trigger ${sql.id(`${table}_trigrams_added`)} after insert on ${sql.table(table)}
      begin insert into ${index} (rowid, text) values (new.${row}, new.${text}); end`.execute(db);
    await sql`
      create trigger ${sql.id(`${table}_trigrams_removed`)} after delete on ${sql.table(table)}
      begin insert into ${index} (${index}, rowid, text) values ('delete', old.${row}, old.${text}); end`.execute(db);
    await sql`
      create trigger ${sql.id(`${table}_trigrams_changed`)} after update of ${text} on ${sql.table(table)}
      begin
        insert into ${index} (${index}, rowid, text) values ('delete', old.${row}, old.${text});
        insert into ${index} (rowid, text) values (new.${row}, new.${text});
      end`.execute(db);
  },
  letArchivedGo: (db, table) => keepAllBut(db, table, "archives"),
  letListedGo: (db, table, list) => keepAllBut(db, table, list),
  async keepWhole() {}, // a long row continues in pages of its own
  async makeFinal(db, table, state) {
    await sql`
      create trigger ${sql.id(`${table}_stay_${state}`)} before update of state on ${sql.table(table)}
      when old.state = ${sql.lit(state)} and new.state <> ${sql.lit(state)}
      begin select raise(abort, ${sql.lit(`${table} stay ${state}`)}); end`.execute(db);
  },
  async widenStates(db, table, column, states) {
    // a CHECK can't be changed, so the column is made again, and all that names it is taken away meanwhile
    const { rows } = await sql<{ type: string; name: string; sql: string }>`
      select type, name, sql from sqlite_schema
      where tbl_name = ${table} and type in ('index', 'trigger') and sql is not null`.execute(db);
    for (const { type, name } of rows) await sql`drop ${sql.raw(type)} ${sql.id(name)}`.execute(db);
    const [old, made] = [sql.id(column), sql.id(`new_${column}`)];
    const words = sql.join(states.map((state) => sql.lit(state)));
    await sql`
      alter table ${sql.table(table)} add column ${made} text not null default ${sql.lit(states[0])}
      check (${made} in (${words}))`.execute(db);
    await sql`update ${sql.table(table)} set ${made} = ${old}`.execute(db);
    await sql`alter table ${sql.table(table)} drop column ${old}`.execute(db);
    await sql`alter table ${sql.table(table)} rename column ${made} to ${old}`.execute(db);
    for (const { sql: text } of rows) await sql.raw(text).execute(db);
  },
  async keepCounted(db, table, counted) {
    const changes = [
      ["added", sql`insert`, countsOf(counted, "new")],
      ["removed", sql`delete`, countsOf(counted, "old")],
      [
        "changed",
        sql`update of state, ${sql.join(counted.by.map((column) => sql.id(column)))}`,
        sql`${countsOf(counted, "old")} ${countsOf(counted, "new")}`,
      ],
    ] as const;
    for (const [name, change, counts] of changes)
      await sql`
        create trigger ${sql.id(`${counted.into}_${name}`)} after ${change} on ${sql.table(table)}
        begin ${counts} end`.execute(db);
  },
  holdTables: async () => {},
  alone: (db, run) => run(db), // only one process at a time has the folder
};

/** Refuses each DELETE of a row that is in no run of that list. */
async function keepAllBut(db: Kysely<unknown>, table: string, list: string): Promise<void> {
  const trigger = sql.id(`${table}_refuse_delete`);
  await sql`drop trigger ${trigger}`.execute(db);
  await sql`
    create trigger ${trigger} before delete on ${sql.table(table)}
    when not exists (select 1 from ${sql.table(list)} where last_event >= old.seq and first_event <= old.seq)
    begin select raise(abort, ${sql.lit(`${table} are only ever appended`)}); end`.execute(db);
}

/** The statements of a trigger that count a new row, or an old one no more. */
function countsOf({ by, states, into }: Counted, row: "new" | "old"): RawBuilder<unknown> {
  const table = sql.table(into);
  const columns = sql.join(by.map((column) => sql.id(column)));
  const values = sql.join(by.map((column) => sql.id(row, column)));
  const alike = sql`(${columns}) = (${values})`;
  const isCounted = sql`${sql.id(row, "state")} in (${sql.join(states.map((state) => sql.lit(state)))})`;
  if (row === "old")
    return sql`
      update ${table} set count = count - 1 where ${isCounted} and ${alike};
      delete from ${table} where count = 0;`;
  return sql`
    insert into ${table} (${columns}, count)
    select ${values}, 0 where ${isCounted} and not exists (select 1 from ${table} where ${alike});
    update ${table} set count = count + 1 where ${isCounted} and ${alike};`;
}
