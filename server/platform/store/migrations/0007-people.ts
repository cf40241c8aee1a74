import { type Kysely, sql } from "kysely";
import unhomoglyph from "unhomoglyph";
import type { Ddl } from "../ddl.ts";

/** Adds the index by which the console finds people among many, and the groups of people. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "people_index")
    .addColumn("user_id", "text", (column) => column.notNull().primaryKey().references("users.id"))
    .addColumn("name_appearance", "text", (column) => column.notNull())
    .addColumn("display_appearance", "text", (column) => column.notNull())
    .addColumn("display_key", "text", (column) => column.notNull())
    .addColumn("email_key", "text", (column) => column.notNull())
    .addColumn("searched", "text", (column) => column.notNull())
    .addColumn("enrolled_at", ddl.integer, (column) => column.notNull())
    .addColumn("last_login_at", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl
    .createTable(db, "groups")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("appearance", "text", (column) => column.notNull().unique())
    .addColumn("name_key", "text", (column) => column.notNull())
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl
    .createTable(db, "group_members")
    .addColumn("group_id", "text", (column) => column.notNull().references("groups.id"))
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("added_at", ddl.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("group_members_key", ["group_id", "user_id"])
    .execute();
  await ddl
    .createTable(db, "import_drafts")
    .addColumn("user_id", "text", (column) => column.notNull().primaryKey().references("users.id"))
    .addColumn("digest", "text", (column) => column.notNull())
    .addColumn("csv", "text", (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .execute();
  await index(db, "people_index", "name_appearance");
  await index(db, "people_index", "display_appearance");
  for (const column of ["display_key", "email_key", "enrolled_at", "last_login_at"])
    await index(db, "people_index", column, "user_id");
  for (const column of ["name", "role", "state", "created_at"]) await index(db, "users", column, "id");
  await index(db, "users", "role", "state"); // this index counts the active people of a role
  for (const column of ["name_key", "created_at"]) await index(db, "groups", column, "id");
  await index(db, "group_members", "user_id", "group_id");
  await fillIndex(db);
}

async function index(db: Kysely<unknown>, table: string, ...columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join("_and_")}`)
    .on(table)
    .columns(columns)
    .execute();
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly enrolled_at: number;
  readonly last_login_at: number;
}

// The step fills the index in this way since it was written. The server's own code for it may change; a step may not.

const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{C}]/gu, "")
    .toLowerCase();

const seen = (text: string): string => unhomoglyph(text).normalize("NFKD");
const appearanceOf = (text: string): string =>
  seen(seen(text.normalize("NFKD")).toLowerCase())
    .replace(/[\p{Z}\p{Default_Ignorable_Code_Point}\p{Pd}_.]/gu, "")
    .replace(/[i|]/g, "l");

const indexOf = ({ name, display_name, email }: Pick<Person, "name" | "display_name" | "email">) => ({
  name_appearance: seen(name).toLowerCase(),
  display_appearance: appearanceOf(display_name),
  display_key: foldText(display_name).slice(0, 256).toWellFormed(),
  email_key: (email ?? "").toLowerCase(),
  searched: [name, foldText(display_name), (email ?? "").toLowerCase()].join("\n"),
});

/** Fills the index for the people who are there already. */
async function fillIndex(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Person>`
    select id, name, display_name, email,
      coalesce((select min(confirmed_at) from bound_sets where bound_sets.user_id = users.id), 0) as enrolled_at,
      coalesce((select max(decided_at) from logins where logins.user_id = users.id and logins.state = 'redeemed'), 0)
        as last_login_at
    from users`.execute(db);
  for (const { enrolled_at, last_login_at, ...user } of rows) {
    const { name_appearance, display_appearance, display_key, email_key, searched } = indexOf(user);
    await sql`insert into people_index
      (user_id, name_appearance, display_appearance, display_key, email_key, searched, enrolled_at, last_login_at)
      values (${user.id}, ${name_appearance}, ${display_appearance}, ${display_key}, ${email_key}, ${searched},
        ${enrolled_at}, ${last_login_at})`.execute(db);
  }
}
