import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Keeps the texts by which people and machines are searched in a table of their own, with an index of their trigrams. Logins change
 * `people_index` and `devices` all the time, and would write such an index again each time on PostgreSQL.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "searched")
    .addColumn("no", ddl.integer, ddl.sequence)
    .addColumn("kind", "text", (column) => column.notNull().check(sql`kind in ('person', 'machine')`))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .execute();
  // two spaces before each word, so that its first one or two letters are in a trigram of their own
  const words = sql`replace(replace(rtrim(searched), ${sql.lit("\n")}, ' '), ' ', '  ')`;
  await sql`
    insert into searched (kind, id, text) select 'person', user_id, '  ' || ${words} from people_index`.execute(db);
  await sql`
    insert into searched (kind, id, text) select 'machine', jkt, '  ' || lower(hostname) from devices`.execute(db);
  await db.schema.createIndex("searched_by_id").on("searched").column("id").unique().execute();
  await ddl.indexTrigrams(db, "searched", { key: "no", column: "text" });
  await db.schema.alterTable("people_index").dropColumn("searched").execute();
  await indexLog(db);
}

/**
 * Indexes the log by the machine of an author, and the denials that are alarms. Most entries have no author in the console and are no
 * alarm, and stay out of these indexes.
 */
async function indexLog(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("events_by_actor_user").execute();
  for (const column of ["actor_user", "actor_device"])
    await sql`
      create index ${sql.id(`events_by_${column}`)} on events (${sql.id(column)}, seq)
      where ${sql.id(column)} is not null`.execute(db);
  await sql`
    create index events_denied_as_alarm on events (kind, seq)
    where kind = 'login_denied' and data like '%"alert":true%'`.execute(db);
}
