import { type ListAnswer, MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import type {
  PeopleQuery,
  PersonAnswer,
  PersonLogin,
  PersonRow,
  personLoginsQuerySchema,
} from "@nearside/shared/api/console/people.ts";
import { sql } from "kysely";
import type * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import {
  areFew,
  type Column,
  countUpTo,
  everyPageOf,
  inOrderOf,
  integerColumn,
  type Ordering,
  pageOf,
  sortedAfterwards,
  textColumn,
} from "../../platform/lists/page-of.ts";
import { foundBy, isAmong, isFoundBy, isSearch, unindexed } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { hasHistory } from "./remove-person.ts";

/** A column of `people_index`, whose indexes end in the id of the person. */
const beside = (column: Column): Column => ({ ...column, id: sql.ref("people_index.user_id") });

const PEOPLE_ORDER: Ordering<PeopleQuery["sort"]> = {
  columns: {
    name: textColumn("users.name"),
    display_name: beside(textColumn("people_index.display_key")),
    email: beside(textColumn("people_index.email_key")),
    role: textColumn("users.role"),
    state: textColumn("users.state"),
    created_at: integerColumn("users.created_at"),
    enrolled_at: beside(integerColumn("people_index.enrolled_at")),
    last_login_at: beside(integerColumn("people_index.last_login_at")),
  },
  id: textColumn("users.id"),
};
const FEW_PEOPLE_ORDER = sortedAfterwards(PEOPLE_ORDER);

type PeopleFilter = Omit<PeopleQuery, "q" | "sort" | "order" | "after" | "limit">;

function isFiltered(query: PeopleQuery): boolean {
  const { q: _, sort: _sort, order: _order, after: _after, limit: _limit, ...filter } = query;
  return Object.values(filter).some((value) => value !== undefined);
}

const DAY_MS = 86_400_000;

/**
 * Lists one page of the people that the filter leaves.
 *
 * @param now epoch milliseconds
 */
export async function listPeople(db: Db, query: PeopleQuery, now: number): Promise<ListAnswer<PersonRow>> {
  const page = await (isSearch(query.q) ? searchedPage(db, query, now) : filteredPage(db, query, now));
  return { ...page, rows: await withMore(db, page.rows) };
}

async function filteredPage(db: Db, query: PeopleQuery, now: number): Promise<ListAnswer<Selected>> {
  const total = await countPeople(db, query, now);
  return isFiltered(query) && areFew(total)
    ? pageOf(db, selected(db, query, now, "few"), FEW_PEOPLE_ORDER, query, total)
    : pageOf(db, selected(db, query, now, query.sort), PEOPLE_ORDER, query, total);
}

async function searchedPage(db: Db, query: PeopleQuery, now: number): Promise<ListAnswer<Selected>> {
  const { q } = query;
  if (isFiltered(query) && (await countPeople(db, query, now)) !== null)
    // few are left: it is asked of each of them if its text contains the text
    return pageOf(
      db,
      selected(db, query, now, "few").where(isFoundBy("person", "users.id", q)),
      FEW_PEOPLE_ORDER,
      query,
    );
  const found = db.selectFrom(foundBy(db, "person", q)).select("found.id");
  const left = isFiltered(query)
    ? found.where("found.id", "in", joined(db, query, now, "many").select("users.id"))
    : found;
  const ids = (await left.limit(MOST_FOUND + 1).execute()).map(({ id }) => id);
  return foundPage(db, ids.slice(0, MOST_FOUND), query, ids.length > MOST_FOUND ? null : ids.length);
}

/** Sorts the people that were found by the one table that has the order. The rest is read of those on the page alone. */
async function foundPage(db: Db, ids: readonly string[], query: PeopleQuery, total: number | null) {
  const isBeside = PEOPLE_ORDER.columns[query.sort].id !== undefined;
  const byUsers = db
    .selectFrom("users")
    .select("id")
    .where(isAmong(db, "users.id", ids));
  const beside = db
    .selectFrom("people_index")
    .select("user_id as id")
    .where(isAmong(db, "people_index.user_id", ids));
  const { rows, ...page } = await (isBeside
    ? pageOf(db, beside, FEW_PEOPLE_ORDER, query, total)
    : pageOf(db, byUsers, FEW_PEOPLE_ORDER, query, total));
  const shown = rows.map(({ id }) => id);
  const found = await selected(db, {}, 0, "few")
    .where(isAmong(db, "users.id", shown))
    .execute();
  return { ...page, rows: inOrderOf(shown, found, ({ id }) => id) };
}

/** Yields every person, page after page, for an export. */
export const eachPerson = (db: Db, query: PeopleQuery, now: number): AsyncGenerator<readonly PersonRow[]> => {
  const all = selected(db, query, now, "many");
  const found = isSearch(query.q) ? all.where(isFoundBy("person", "users.id", query.q)) : all;
  return everyPageOf(found, PEOPLE_ORDER, query, (rows) => withMore(db, rows));
};

async function findPerson(db: Db, id: string): Promise<PersonRow | undefined> {
  const rows = await selected(db, {}, 0, "few").where("users.id", "=", id).execute();
  return (await withMore(db, rows))[0];
}

function countPeople(db: Db, filter: PeopleFilter, now: number): Promise<number | null> {
  const { enrolled, quiet, group, role, state } = filter;
  if (enrolled === undefined && quiet === undefined) return countUpTo(db, usersLeft(db, filter, "few"));
  const isOfIndexAlone = (group ?? role ?? state) === undefined; // to look up each of thousands of people takes longest
  return isOfIndexAlone
    ? countUpTo(db, db.selectFrom("people_index").where(isSince(filter, now, "few")))
    : countUpTo(db, joined(db, filter, now, "few"));
}

/**
 * The number of people that the conditions are written for. `few`: they may be looked up in an index before the rows are ordered;
 * `many`: they may not, or only in the index of the order, where the column of the order is given.
 */
type Size = "few" | "many" | PeopleQuery["sort"];

const column = (name: string, size: Size) =>
  size === "few" || name.endsWith(`.${size}`) ? sql.ref<string | number>(name) : unindexed<string | number>(name);

/** Nearly everybody is that, so an index is of no use for it. */
const USUAL: ReadonlySet<string> = new Set<NonNullable<PeopleFilter["role" | "state"]>>(["user", "active"]);

function usersLeft(db: Db, { role, state, group }: PeopleFilter, size: Size) {
  let left = db.selectFrom("users");
  for (const [name, value] of [["users.role", role] as const, ["users.state", state] as const])
    if (value !== undefined)
      left = left.where(column(name, size === "few" && USUAL.has(value) ? "many" : size), "=", value);
  if (group === undefined) return left;
  return size === "few"
    ? left.where("users.id", "in", db.selectFrom("group_members").select("user_id").where("group_id", "=", group))
    : left.where(sql<boolean>`exists (select 1 from group_members where group_id = ${group} and user_id = users.id)`);
}

const joined = (db: Db, filter: PeopleFilter, now: number, size: Size) =>
  usersLeft(db, filter, size)
    .innerJoin("people_index", "people_index.user_id", "users.id")
    .where(isSince(filter, now, size));

/** True for people who enrolled, or have been quiet for as long, as the filter says. */
function isSince({ enrolled, quiet }: PeopleFilter, now: number, size: Size) {
  const enrolledAt = column("people_index.enrolled_at", size);
  const lastLogin = column("people_index.last_login_at", size);
  const conditions = [
    sql`1 = 1`,
    ...(enrolled === undefined ? [] : [enrolled === "never" ? sql`${enrolledAt} = 0` : sql`${enrolledAt} > 0`]),
    ...(quiet === undefined
      ? []
      : [quiet === "never" ? sql`${lastLogin} = 0` : sql`${lastLogin} < ${now - Number(quiet) * DAY_MS}`]),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const selected = (db: Db, filter: PeopleFilter, now: number, size: Size) =>
  joined(db, filter, now, size)
    .select(["users.id", "users.name", "users.display_name", "users.email", "users.role", "users.state"])
    .select(["users.created_at", "people_index.enrolled_at", "people_index.last_login_at"]);

type Selected = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

/** Adds the groups and the number of active machines of each of them. */
async function withMore(db: Db, rows: readonly Selected[]): Promise<PersonRow[]> {
  const ids = rows.map(({ id }) => id);
  const groups = await groupsOf(db, ids);
  const machines = await countMachinesOf(db, ids);
  return rows.map((row) => ({
    ...row,
    enrolled_at: row.enrolled_at === 0 ? null : row.enrolled_at,
    last_login_at: row.last_login_at === 0 ? null : row.last_login_at,
    machines: machines.get(row.id) ?? 0,
    groups: groups.get(row.id) ?? [],
  }));
}

async function countMachinesOf(db: Db, people: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (people.length === 0) return new Map();
  const rows = await db
    .selectFrom("bound_sets")
    .select(({ fn }) => ["user_id", fn.countAll<number>().as("count")])
    .where("user_id", "in", people)
    .where("state", "=", "active")
    .groupBy("user_id")
    .execute();
  return new Map(rows.map(({ user_id, count }) => [user_id, Number(count)]));
}

/** Finds the groups that each of those people is in, sorted by name. */
export async function groupsOf(
  db: Db,
  people: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly name: string }[]>> {
  if (people.length === 0) return new Map();
  const rows = await db
    .selectFrom("group_members")
    .innerJoin("groups", "groups.id", "group_members.group_id")
    .select(["group_members.user_id", "groups.id", "groups.name"])
    .where("group_members.user_id", "in", people)
    .orderBy("groups.name_key")
    .orderBy("groups.id")
    .execute();
  const found = new Map<string, { id: string; name: string }[]>();
  for (const { user_id, id, name } of rows) found.set(user_id, [...(found.get(user_id) ?? []), { id, name }]);
  return found;
}

/** @throws ConsoleError `unknown` */
export async function viewPerson(db: Db, id: string): Promise<PersonAnswer> {
  const person = await findPerson(db, id);
  if (person === undefined) throw new ConsoleError("unknown");
  return { person, removable: !(await hasHistory(db, id)) };
}

type LoginsQuery = v.InferOutput<typeof personLoginsQuerySchema>;

/** Sorts by when logins end, which is equally long after they began for all of them, and which the table has an index for. */
const ORDER: Ordering<LoginsQuery["sort"]> = {
  columns: { expires_at: integerColumn("logins.expires_at") },
  id: textColumn("logins.id"),
};

export async function listLoginsOf(db: Db, userId: string, query: LoginsQuery): Promise<ListAnswer<PersonLogin>> {
  const theirs = db
    .selectFrom("logins")
    .innerJoin("devices", "devices.jkt", "logins.device_jkt")
    .select(["logins.id", "logins.client_id", "logins.state", "devices.hostname", "logins.device_jkt as device"])
    .select(["logins.created_at", "logins.decided_at"])
    .where("logins.user_id", "=", userId);
  const found = query.q === "" ? theirs : theirs.where("logins.id", "=", query.q);
  return pageOf(db, found, ORDER, query);
}
