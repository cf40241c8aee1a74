import { namedOf } from "@nearside/shared/rules/second-approver.ts";
import { expressionBuilder, type Kysely } from "kysely";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";

/** A person who could approve for somebody else, and by which names a rule names them. */
export interface NamedPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** The names among those asked for, such as `group:leads`. */
  readonly by: ReadonlySet<string>;
}

/**
 * Finds everybody whom those names (`group:leads`, `user:bob`) mean and who could approve now: active people with a machine and a
 * browser that are active. They come in the order of their ids.
 */
export async function findNamedPeople(db: Db | Trx, named: readonly string[]): Promise<readonly NamedPerson[]> {
  const of = (kind: "group" | "user") => named.map(namedOf).flatMap((one) => (one.kind === kind ? [one.name] : []));
  const [users, groups] = [of("user"), of("group")];
  if (users.length + groups.length === 0) return [];
  const people = new Map<string, NamedPerson & { readonly by: Set<string> }>();
  const add = (row: { readonly id: string; readonly name: string; readonly email: string | null }, by: string) => {
    const known = people.get(row.id) ?? { ...row, by: new Set<string>() };
    known.by.add(by);
    people.set(row.id, known);
  };
  if (users.length > 0) {
    const rows = await ableIn(db).where("users.name", "in", users).execute();
    for (const { id, name, email } of rows) add({ id, name, email }, `user:${name}`);
  }
  if (groups.length > 0) {
    const rows = await ableIn(db)
      .innerJoin("group_members", "group_members.user_id", "users.id")
      .innerJoin("groups", "groups.id", "group_members.group_id")
      .select("groups.name as group")
      .where("groups.name", "in", groups)
      .execute();
    for (const { group, id, name, email } of rows) add({ id, name, email }, `group:${group}`);
  }
  return [...people.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

interface FirstNamed {
  readonly people: readonly NamedPerson[];
  /** False if there may be more, of whom nothing was read. */
  readonly isAll: boolean;
}

/**
 * Finds the same people, but only the first of each name in the order of their ids: a group may have thousands, of whom a few are shown.
 *
 * @param most people of each name
 */
export async function findFirstNamed(db: Db | Trx, named: readonly string[], most: number): Promise<FirstNamed> {
  const of = (kind: "group" | "user") => named.map(namedOf).flatMap((one) => (one.kind === kind ? [one.name] : []));
  const [users, names] = [of("user"), of("group")];
  const groups =
    names.length === 0 ? [] : await db.selectFrom("groups").select(["id", "name"]).where("name", "in", names).execute();
  const found = await together(
    users.length === 0 ? Promise.resolve([]) : ableIn(db).where("users.name", "in", users).execute(),
    ...groups.map(({ id }) => firstMembers(db, id, most)),
  );
  const rows = [...new Map(found.flat().map((row) => [row.id, row])).values()];
  const members = await membersAmong(db, groups, rows);
  const people = rows.map((row) => ({
    ...row,
    by: new Set([
      ...(users.includes(row.name) ? [`user:${row.name}`] : []),
      ...groups.flatMap(({ id, name }) => (members.has(`${id} ${row.id}`) ? [`group:${name}`] : [])),
    ]),
  }));
  return {
    people: people.sort((one, other) => (one.id < other.id ? -1 : 1)),
    isAll: found.slice(1).every((rows) => rows.length < most),
  };
}

/** SQLite joins in this order: it reads the members as their key sorts them, and stops after the last one that is wanted. */
const firstMembers = (db: Db | Trx, groupId: string, most: number) =>
  db
    .selectFrom("group_members")
    .crossJoin("users")
    .select(["users.id", "users.name", "users.email"])
    .where("group_members.group_id", "=", groupId)
    .whereRef("users.id", "=", "group_members.user_id")
    .where(isAble())
    .orderBy("group_members.user_id")
    .limit(most)
    .execute();

async function membersAmong(
  db: Db | Trx,
  groups: readonly { readonly id: string }[],
  people: readonly { readonly id: string }[],
): Promise<ReadonlySet<string>> {
  if (groups.length === 0 || people.length === 0) return new Set();
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  const rows = await db
    .selectFrom("group_members")
    .select(["group_id", "user_id"])
    .where("user_id", "in", ids(people))
    .where("group_id", "in", ids(groups))
    .execute();
  return new Set(rows.map(({ group_id, user_id }) => `${group_id} ${user_id}`));
}

const ableIn = (db: Kysely<Database>) =>
  db.selectFrom("users").select(["users.id", "users.name", "users.email"]).where(isAble());

/** The person is active, with a machine and a browser that are active. */
function isAble() {
  const { and, eb, exists, selectFrom } = expressionBuilder<Database, "users">();
  const browsers = selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .innerJoin("extensions", "extensions.bound_set_id", "bound_sets.id")
    .select("bound_sets.id")
    .whereRef("bound_sets.user_id", "=", "users.id")
    .where("bound_sets.state", "=", "active")
    .where("devices.state", "=", "active")
    .where("extensions.state", "=", "active");
  return and([eb("users.state", "=", "active"), exists(browsers)]);
}

/**
 * The names by which rules could mean that person at that time, such as `user:bob` and `group:leads`, and still can; none for one who is
 * not active. Times count in whole seconds, as those of an approval do.
 *
 * @param at epoch milliseconds
 */
export async function findNamesOf(db: Db | Trx, userId: string, at: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("users")
    .leftJoin("group_members", "group_members.user_id", "users.id")
    .leftJoin("groups", "groups.id", "group_members.group_id")
    .select(["users.name", "groups.name as group", "group_members.added_at"])
    .where("users.id", "=", userId)
    .where("users.state", "=", "active")
    .execute();
  const isThere = (added: number) => Math.floor(added / 1000) <= Math.floor(at / 1000);
  return [
    ...new Set(
      rows.flatMap(({ name, group, added_at }) => [
        `user:${name}`,
        ...(group === null || added_at === null || !isThere(added_at) ? [] : [`group:${group}`]),
      ]),
    ),
  ];
}
