import { namedOf } from "@nearside/shared/rules/second-approver.ts";
import type { Kysely } from "kysely";
import type { Database, Db, Trx } from "../../platform/store/database.ts";

/** A person who could approve for somebody else, and by which names a rule names them. */
interface NamedPerson {
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

const ableIn = (db: Kysely<Database>) =>
  db
    .selectFrom("users")
    .select(["users.id", "users.name", "users.email"])
    .where("users.state", "=", "active")
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("bound_sets")
          .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
          .innerJoin("extensions", "extensions.bound_set_id", "bound_sets.id")
          .select("bound_sets.id")
          .whereRef("bound_sets.user_id", "=", "users.id")
          .where("bound_sets.state", "=", "active")
          .where("devices.state", "=", "active")
          .where("extensions.state", "=", "active"),
      ),
    );

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
