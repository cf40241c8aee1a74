import { sql } from "kysely";
import type { Store } from "../platform/store/store.ts";

/** PostgreSQL plans by the size of a table's files, which its deleted rows leave behind. Up to ten pages it takes them for the ten of a new table. */
const MOST_BYTES = 80 * 8192;

/**
 * Gives a database `for_tests.empty_all()`, which brings it back to what it has now: the same rows, and numbers that begin again. The function
 * answers false where a new database is needed: somebody else is at work in it, a table or trigger was changed, a setting was made, or the files
 * have grown. Its schema is one that the server never looks into.
 */
export async function learnToEmpty({ db }: Store): Promise<void> {
  await sql`create schema for_tests`.execute(db);
  // a sequence, because it keeps its number where the transaction of the change is rolled back
  await sql`create sequence for_tests.changes`.execute(db);
  await sql`create table for_tests.tables as
    select c.oid, c.relname as name, false as is_filled from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`.execute(db);
  const { rows } = await sql<{ name: string }>`select name from for_tests.tables order by name`.execute(db);
  for (const { name } of rows) {
    await sql`create table for_tests.${sql.id(name)} as select * from public.${sql.id(name)}`.execute(db);
    await sql`update for_tests.tables set is_filled = true
      where name = ${name} and exists (select from for_tests.${sql.id(name)})`.execute(db);
  }
  await sql`
    create function for_tests.empty_all() returns boolean language plpgsql
    set session_replication_role = replica -- no trigger refuses, and none counts
    as ${sql.lit(`
    declare
      made record;
      others bigint;
    begin
      select count(*) into others from pg_stat_get_activity(null) as one, pg_database
      where datname = current_database() and datid = pg_database.oid and pid <> pg_backend_pid()
        and (state is distinct from 'idle' or application_name <> 'nearside-server');
      if others > 0
        or (select is_called from for_tests.changes)
        or exists (select from pg_db_role_setting, pg_database where setdatabase = oid and datname = current_database())
        or exists (select from for_tests.tables where pg_relation_size(oid) > ${MOST_BYTES})
      then return false;
      end if;
      for made in select name, is_filled from for_tests.tables where pg_relation_size(oid) > 0 loop
        execute format('delete from public.%I', made.name);
        if made.is_filled then
          execute format('insert into public.%1$I overriding system value select * from for_tests.%1$I', made.name);
        end if;
      end loop;
      for made in select seqrelid, seqstart from pg_sequence where seqrelid <> 'for_tests.changes'::regclass loop
        perform setval(made.seqrelid, made.seqstart, false);
      end loop;
      return true;
    end`)}`.execute(db);
  await sql`
    create function for_tests.note_change() returns event_trigger language plpgsql as ${sql.lit(
      "begin perform nextval('for_tests.changes'); end",
    )}`.execute(db);
  await sql`create event trigger for_tests on ddl_command_end execute function for_tests.note_change()`.execute(db);
}

/** @returns false where a new database is needed */
export async function isEmptied({ db }: Store): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select for_tests.empty_all() as done`.execute(db);
  return rows[0]?.done === true;
}
