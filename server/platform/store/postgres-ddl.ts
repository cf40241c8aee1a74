import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { databaseTexts } from "../../texts/database.ts";
import { CannotStart } from "../config/cannot-start.ts";
import type { Db } from "./database.ts";
import type { Ddl } from "./ddl.ts";
import { codeOf } from "./postgres-errors.ts";
import { PostgresExecutor } from "./postgres-executor.ts";

/** An arbitrary number that no other program is likely to choose: "near" as ASCII. */
const MIGRATION_LOCK = 0x6e_65_61_72n;
/** The longest wait for another server that brings the tables to its version. */
const LOCK_WAIT = "60s";
/**
 * The longest wait of a migration for the tables. Others wait for it meanwhile, and it gives way before PostgreSQL ends one of them for a
 * deadlock, which is after a second.
 */
const HOLD_MS = 300;
/** Between two tries. Milliseconds. */
const PAUSE_MS = 100;
/** A minute, more or less. */
const MOST_TRIES = 150;
/** At most this many who have a table are named. */
const MOST_NAMED = 5;

export const postgresDdl: Ddl = {
  integer: "bigint",
  bytes: "bytea",
  memberOf: (column, member) => `(${column}::jsonb ->> '${member}')`,
  createTable: (db, name) => db.schema.createTable(name),
  sequence: (column) => column.primaryKey().generatedAlwaysAsIdentity(),

  async makeAppendOnly(db, table) {
    const refuse = sql.id(`${table}_refuse`);
    await sql`
      create function ${refuse}() returns trigger language plpgsql as ${sql.lit(
        `begin raise exception '${table} are only ever appended'; end`,
      )}`.execute(db);
    // FOR EACH STATEMENT: a TRUNCATE has no rows, and a statement that would touch none is refused alike
    await sql`
      create trigger ${refuse} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function ${refuse}()`.execute(db);
  },

  async indexTrigrams(db, table, { column }) {
    await sql`create extension if not exists pg_trgm`.execute(db); // `demandUsable` has seen that it can be made
    // without its waiting list each write costs more, but a search never has to read through what waits
    await sql`
      create index ${sql.id(`${table}_trigrams`)} on ${sql.table(table)}
      using gin (${sql.id(column)} gin_trgm_ops) with (fastupdate = off)`.execute(db);
  },

  async letArchivedGo(db, table) {
    const refuse = sql.id(`${table}_refuse`);
    const keep = sql.id(`${table}_keep`);
    await sql`drop trigger ${refuse} on ${sql.table(table)}`.execute(db);
    await sql`
      create trigger ${refuse} before update or truncate on ${sql.table(table)}
      for each statement execute function ${refuse}()`.execute(db);
    await keepAllBut(db, table, "archives");
    await sql`
      create trigger ${keep} before delete on ${sql.table(table)} for each row execute function ${keep}()`.execute(db);
  },
  letListedGo: (db, table, list) => keepAllBut(db, table, list),

  /** Values are put aside where a row is longer than that. It is the most that PostgreSQL takes: a page has room for one such row. */
  async keepWhole(db, table) {
    await sql`alter table ${sql.table(table)} set (toast_tuple_target = 8160)`.execute(db);
  },

  async widenStates(db, table, column, states) {
    const { rows } = await sql<{ conname: string }>`
      select c.conname from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
      where c.conrelid = ${table}::regclass and c.contype = 'c' and a.attname = ${column}`.execute(db);
    for (const { conname } of rows)
      await sql`alter table ${sql.table(table)} drop constraint ${sql.id(conname)}`.execute(db);
    const words = sql.join(states.map((state) => sql.lit(state)));
    await sql`
      alter table ${sql.table(table)}
      add constraint ${sql.id(`${table}_${column}_check`)} check (${sql.id(column)} in (${words}))`.execute(db);
  },
  async makeFinal(db, table, state) {
    const stay = sql.id(`${table}_stay_${state}`);
    await sql`
      create function ${stay}() returns trigger language plpgsql as ${sql.lit(
        `begin raise exception '${table} stay ${state}'; end`,
      )}`.execute(db);
    await sql`
      create trigger ${stay} before update of state on ${sql.table(table)} for each row
      when (old.state = ${sql.lit(state)} and new.state <> ${sql.lit(state)}) execute function ${stay}()`.execute(db);
  },

  async keepCounted(db, table, { by, states, into }) {
    const keep = sql.id(`${into}_keep`);
    const counted = (row: string) => `${row}.state in (${states.map((state) => `'${state}'`).join(", ")})`;
    const columns = by.join(", ");
    const of = (row: string) => by.map((column) => `${row}.${column}`).join(", ");
    await sql`
      create function ${keep}() returns trigger language plpgsql as ${sql.lit(`
      declare changed record;
      begin
        for changed in
          select ${of("old")}, -1 as change where ${counted("old")}
          union all select ${of("new")}, 1 where ${counted("new")}
        loop
          with taken as (
            delete from ${into} where no = any (array(
              select no from ${into} where (${columns}) = (${of("changed")}) for update skip locked))
            returning count)
          insert into ${into} (${columns}, count)
          select ${of("changed")}, total from (select coalesce(sum(count), 0) + changed.change as total from taken) as summed
          where total <> 0;
        end loop;
        return null;
      end`)}`.execute(db);
    await sql`
      create trigger ${keep} after insert or delete on ${sql.table(table)} for each row execute function ${keep}()`.execute(
      db,
    );
    await sql`
      create trigger ${sql.id(`${into}_keep_changed`)}
      after update of state, ${sql.join(by.map((column) => sql.id(column)))} on ${sql.table(table)} for each row
      when ((${sql.raw(`${of("old")}, ${counted("old")}`)}) is distinct from (${sql.raw(`${of("new")}, ${counted("new")}`)}))
      execute function ${keep}()`.execute(db);
  },

  async holdTables(db) {
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables
      where schemaname = current_schema() and pg_has_role(tableowner, 'usage') -- another program's may lie there too
      order by tablename`.execute(db);
    if (rows.length === 0) return;
    await sql`set local lock_timeout = ${sql.lit(`${HOLD_MS}ms`)}`.execute(db);
    const tables = sql.join(rows.map(({ name }) => sql.id(name)));
    await sql`lock table ${tables} in access exclusive mode`.execute(db).catch((cause: unknown) => {
      throw lockTookTooLong(cause) ? new TablesInUse(undefined, { cause }) : cause;
    });
    await sql`set local lock_timeout = ${sql.lit(LOCK_WAIT)}`.execute(db);
  },

  alone: (db, run) => aloneWithin(MOST_TRIES)(db, run),
};

/** @param mostTries to hold the tables */
export const aloneWithin =
  (mostTries: number): Ddl["alone"] =>
  async (db, run) => {
    for (let tries = 1; ; tries += 1)
      try {
        return await aloneOnce(db, run);
      } catch (error) {
        if (!(error instanceof TablesInUse)) throw error;
        if (tries === mostTries)
          throw new CannotStart(databaseTexts.tablesInUse({ holders: await holdersOf(db) }), { cause: error });
        await setTimeout(PAUSE_MS);
      }
  };

/** Names those who have a table just now: other servers, a backup, or somebody's shell that is idle in a transaction. */
async function holdersOf(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ user: string; program: string | null; process: number }>`
    select distinct usename as user, application_name as program, pid as process
    from pg_locks join pg_stat_activity using (pid) join pg_class on pg_class.oid = relation
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and granted
      and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()
    order by pid limit ${MOST_NAMED}`.execute(db);
  return rows.map(({ user, program, process }) => databaseTexts.holder({ user, program: program ?? "", process }));
}

/** Some transaction has a table, and may wait for another one that a migration has. */
class TablesInUse extends Error {}

const lockTookTooLong = (error: unknown): boolean =>
  codeOf(error instanceof Error ? error.cause : undefined) === "55P03"; // lock_not_available

/** Everything is the transaction's, lock and settings alike: it ends with it, however the process ends, and behind a pooler too. */
const aloneOnce: Ddl["alone"] = (db, run) =>
  db.transaction().execute(async (trx) => {
    const executor = trx.getExecutor();
    const connection = executor instanceof PostgresExecutor ? executor.connection : undefined;
    if (connection === undefined) throw new TypeError("this is no transaction of PostgreSQL");
    connection.isPatient = true;
    try {
      await sql`set local statement_timeout = 0`.execute(trx);
      await sql`set local lock_timeout = ${sql.lit(LOCK_WAIT)}`.execute(trx);
      await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(trx);
      return await run(trx);
    } catch (cause) {
      if (!lockTookTooLong(cause)) throw cause;
      throw new CannotStart(databaseTexts.otherMigrates({ span: LOCK_WAIT }), { cause });
    } finally {
      connection.isPatient = false;
    }
  });

/** The function that refuses the DELETE of a row that is in no run of that list. */
async function keepAllBut(db: Kysely<unknown>, table: string, list: string): Promise<void> {
  await sql`
    create or replace function ${sql.id(`${table}_keep`)}() returns trigger language plpgsql as ${sql.lit(`begin
      if exists (select 1 from ${list} where last_event >= old.seq and first_event <= old.seq) then return old; end if;
      raise exception '${table} are only ever appended'; end`)}`.execute(db);
}
