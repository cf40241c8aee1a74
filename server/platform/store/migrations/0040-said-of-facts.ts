import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Each fact of a posture with the values that it may have. */
const FACTS = {
  disk_encryption: ["on", "off", "unknown"],
  screen_lock: ["on", "off", "unknown"],
  updates: ["current", "pending", "security_pending", "unknown"],
  firewall: ["on", "off", "unknown"],
} as const;

/**
 * Adds, by which machines are found: what each said last of each fact, and the mark of those that said anything. To look into the text of
 * every posture took the console half a second of 200,000 machines.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  for (const [name, values] of Object.entries(FACTS)) {
    await db.schema.alterTable("postures").addColumn(name, "text").execute();
    const cases = values.map(
      (value) => sql`when posture like ${sql.lit(`%"${name}":{"value":"${value}"%`)} then ${sql.lit(value)}`,
    );
    await sql`update postures set ${sql.ref(name)} = case ${sql.join(cases, sql` `)} end`.execute(db);
    await db.schema.createIndex(`postures_by_${name}`).on("postures").column(name).execute();
  }
  await db.schema
    .alterTable("devices")
    .addColumn("tells_posture", ddl.integer, (column) => column.notNull().defaultTo(0))
    .execute();
  const told = Object.keys(FACTS).map((name) => sql`${sql.ref(name)} is not null`);
  await sql`
    update devices set tells_posture = 1
    where jkt in (select device_jkt from postures where ${sql.join(told, sql` or `)})`.execute(db);
  await sql`create index devices_without_posture on devices (tells_posture) where tells_posture = 0`.execute(db);
}
