import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Adds logins that their own command line ended, and the time until which a command line was seen to wait for each login
 * (protocol §4.6, §5).
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  // A login that is open during the update counts as one that nobody waits for, until its command line polls again, which it
  // does at once.
  await db.schema
    .alterTable("logins")
    .addColumn("waited_until", ddl.integer, (column) => column.notNull().defaultTo(0))
    .execute();

  // The words of a CHECK can't be changed, so the step makes the column again, with the indexes that it was in.
  await db.schema
    .alterTable("logins")
    .addColumn("new_state", "text", (column) =>
      column
        .notNull()
        .defaultTo("pending")
        .check(
          sql`new_state in ('pending', 'met', 'approved', 'redeemed', 'denied', 'expired', 'refused', 'withdrawn')`,
        ),
    )
    .execute();
  await sql`update logins set new_state = state`.execute(db);
  for (const [name] of INDEXES) await db.schema.dropIndex(name).execute();
  await db.schema.alterTable("logins").dropColumn("state").execute();
  await db.schema.alterTable("logins").renameColumn("new_state", "state").execute();
  for (const [name, columns] of INDEXES) await db.schema.createIndex(name).on("logins").columns(columns).execute();
}

const INDEXES: readonly (readonly [name: string, columns: string[]])[] = [
  ["logins_by_state_and_expires_at", ["state", "expires_at"]],
  ["logins_by_device_jkt_and_expires_at", ["device_jkt", "expires_at", "state"]],
  ["logins_by_user_id_and_expires_at", ["user_id", "expires_at", "id", "state", "client_id", "device_jkt"]],
];
