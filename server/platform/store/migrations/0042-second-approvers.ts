import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

const STATES = [
  "pending",
  "met",
  "waiting",
  "approved",
  "redeemed",
  "denied",
  "expired",
  "refused",
  "withdrawn",
] as const;

/**
 * Adds logins that wait for a second person, whom each of them asks, what those people said, and who admitted whom: a person whom somebody
 * has admitted lately approves nothing for them.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl.widenStates(db, "logins", "state", STATES);
  await ddl
    .createTable(db, "second_askings")
    .addColumn("login_id", "text", (column) => column.notNull().references("logins.id"))
    .addColumn("named", "text", (column) => column.notNull())
    .addColumn("until", ddl.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("second_askings_key", ["login_id", "named"])
    .execute();
  await db.schema.createIndex("second_askings_by_named").on("second_askings").columns(["named", "until"]).execute();
  await db.schema.createIndex("second_askings_by_until").on("second_askings").column("until").execute();
  await ddl
    .createTable(db, "co_decisions")
    .addColumn("login_id", "text", (column) => column.notNull().references("logins.id"))
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("co_decisions_key", ["login_id", "user_id"])
    .execute();
  await db.schema.createIndex("co_decisions_by_user").on("co_decisions").columns(["user_id", "at"]).execute();
  await ddl
    .createTable(db, "let_ins")
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("by_user_id", "text", (column) => column.references("users.id"))
    .addColumn("door", "text", (column) => column.notNull())
    .addColumn("group_id", "text")
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("let_ins_by_user").on("let_ins").columns(["user_id", "by_user_id", "at"]).execute();
  await db.schema.createIndex("let_ins_by_at").on("let_ins").column("at").execute();
}
