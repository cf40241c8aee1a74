import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Adds step-up rules: every version, the proposals that wait for a second author, and the verdict of the rules on each login
 * (docs/reference/rules.md).
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "rule_versions")
    .addColumn("number", ddl.integer, (column) => column.notNull().primaryKey())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("tests", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("second", "text")
    .addColumn("origin", "text", (column) => column.notNull().check(sql`origin in ('published', 'rolled_back')`))
    .addColumn("restores", ddl.integer)
    .addColumn("results", "text", (column) => column.notNull())
    .addColumn("rule_count", ddl.integer, (column) => column.notNull())
    .addColumn("report_since", "text", (column) => column.notNull())
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl.makeAppendOnly(db, "rule_versions");
  await ddl
    .createTable(db, "rule_proposals")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("tests", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("base", ddl.integer, (column) => column.notNull())
    .addColumn("acknowledged", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("author", "text", (column) => column.notNull().references("users.id"))
    .addColumn("state", "text", (column) =>
      column.notNull().check(sql`state in ('waiting', 'agreed', 'withdrawn', 'overtaken')`),
    )
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    // the database itself refuses that people agree to their own proposals, even if the server has a bug
    .addColumn("settled_by", "text", (column) =>
      column.references("users.id").check(sql`state <> 'agreed' or settled_by <> author`),
    )
    .addColumn("settled_at", ddl.integer)
    .execute();
  await db.schema
    .createIndex("rule_proposals_by_state")
    .on("rule_proposals")
    .columns(["state", "created_at"])
    .execute();
  await ddl
    .createTable(db, "rule_decisions")
    .addColumn("seq", ddl.integer, (column) => ddl.sequence(column))
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull().check(sql`action in ('approve', 'refresh', 'exchange')`))
    .addColumn("login_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("device_jkt", "text", (column) => column.notNull())
    .addColumn("client_id", "text", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull().check(sql`outcome in ('allow', 'deny')`))
    .addColumn("given", "text", (column) => column.notNull())
    .addColumn("verdict", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("rule_decisions_by_at").on("rule_decisions").columns(["at", "seq"]).execute();
  await db.schema.createIndex("rule_decisions_by_user").on("rule_decisions").columns(["user_id", "at"]).execute();
  await db.schema.createIndex("rule_decisions_by_login").on("rule_decisions").columns(["login_id"]).execute();
  await ddl
    .createTable(db, "rule_reports")
    .addColumn("decision_seq", ddl.integer, (column) => column.notNull())
    .addColumn("rule_id", "text", (column) => column.notNull())
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("would", "text", (column) =>
      column.notNull().check(sql`would in ('nothing', 'step_up', 'deny', 'allow')`),
    )
    .addPrimaryKeyConstraint("rule_reports_key", ["decision_seq", "rule_id"])
    .execute();
  // this index holds every column that the count of a rule's reports reads; reading the rows themselves would take twice as
  // long
  await db.schema
    .createIndex("rule_reports_by_rule")
    .on("rule_reports")
    .columns(["rule_id", "at", "would", "user_id"])
    .execute();
}
