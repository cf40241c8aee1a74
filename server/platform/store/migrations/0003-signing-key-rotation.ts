import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds the states that a key goes through. The check of a column cannot be changed, so the step makes the table again. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "signing_keys_rotated")
    .addColumn("kid", "text", (column) => column.notNull().primaryKey())
    .addColumn("private_jwk", "text")
    .addColumn("public_jwk", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) =>
      column.notNull().check(sql`state in ('next', 'active', 'retired', 'removed')`),
    )
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("active_from", ddl.integer, (column) => column.notNull())
    .addColumn("retired_at", ddl.integer)
    .addColumn("removed_at", ddl.integer)
    .addColumn("compromised", ddl.integer, (column) => column.notNull().check(sql`compromised in (0, 1)`))
    .execute();
  await sql`
    insert into signing_keys_rotated
      (kid, private_jwk, public_jwk, state, created_at, active_from, retired_at, removed_at, compromised)
    select kid, case when state = 'active' then private_jwk end, public_jwk, state, created_at, created_at,
      case when state = 'retired' then created_at end, null, 0
    from signing_keys`.execute(db);
  await db.schema.dropTable("signing_keys").execute();
  await db.schema.alterTable("signing_keys_rotated").renameTo("signing_keys").execute();
  // the database itself allows one key in each of these states: when two rotations run at once, one of them makes no key
  for (const state of ["next", "active"])
    await db.schema
      .createIndex(`signing_keys_one_${state}`)
      .unique()
      .on("signing_keys")
      .column("state")
      .where("state", "=", sql.lit(state))
      .execute();
}
