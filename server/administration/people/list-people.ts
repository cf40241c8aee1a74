import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
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
  type Column,
  countUpTo,
  everyPageOf,
  integerColumn,
  type Ordering,
  pageOf,
  textColumn,
} from "../../platform/lists/page-of.ts";
import { holdsText } from "../../platform/lists/search.ts";
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

type PeopleFilter = Omit<PeopleQuery, "sort" | "order" | "after" | "limit">;

/**
 * At most this many rows are sorted at once. For more, the query walks along the index of the order until the page is full.
 * SQLite estimates no counts and would sort all 100,000, so the way the conditions are written tells it which of the two to do.
 */
const FEW = 2000;
const DAY_MS = 86_400_000;

/**
 * Lists one page of the people that the filter leaves.
 *
 * @param now epoch milliseconds
 */
export async function listPeople(db: Db, query: PeopleQuery, now: number): Promise<ListAnswer<PersonRow>> {
  const total = await countPeople(db, query, now);
  const { rows, next } = await pageOf(
    db,
    selected(db, query, now, total !== null && total <= FEW),
    PEOPLE_ORDER,
    query,
    total,
  );
  return { rows: await withGroups(db, rows), next, total };
}

/** Yields every person, page after page, for an export. */
export const eachPerson = (db: Db, query: PeopleQuery, now: number): AsyncGenerator<readonly PersonRow[]> =>
  everyPageOf(selected(db, query, now, false), PEOPLE_ORDER, query, (rows) => withGroups(db, rows));

async function findPerson(db: Db, id: string): Promise<PersonRow | undefined> {
  const rows = await selected(db, { q: "" }, 0, true).where("users.id", "=", id).execute();
  return (await withGroups(db, rows))[0];
}

function countPeople(db: Db, filter: PeopleFilter, now: number): Promise<number | null> {
  const { q, enrolled, quiet, role, state, group } = filter;
  if (q === "" && enrolled === undefined && quiet === undefined) return countUpTo(db, usersLeft(db, filter, true));
  if (q !== "" && enrolled === undefined && quiet === undefined && (role ?? state ?? group) === undefined)
    return countUpTo(db, db.selectFrom("people_index").where(holdsText("searched", q)));
  return countUpTo(db, joined(db, filter, now, true));
}

/**
 * With `few` the condition may be looked up in the column's index before the rows are ordered; without it SQLite does not
 * recognise the column. PostgreSQL has statistics and treats both alike.
 */
const column = (name: string, few: boolean) =>
  few ? sql.ref<string | number>(name) : sql<string | number>`case when 1 = 1 then ${sql.ref(name)} end`;

/** @param few true if the conditions may be looked up in an index before the rows are ordered */
function usersLeft(db: Db, { role, state, group }: PeopleFilter, few: boolean) {
  let left = db.selectFrom("users");
  if (role !== undefined) left = left.where(column("users.role", few), "=", role);
  if (state !== undefined) left = left.where(column("users.state", few), "=", state);
  if (group === undefined) return left;
  return few
    ? left.where("users.id", "in", db.selectFrom("group_members").select("user_id").where("group_id", "=", group))
    : left.where(sql<boolean>`exists (select 1 from group_members where group_id = ${group} and user_id = users.id)`);
}

function joined(db: Db, filter: PeopleFilter, now: number, few: boolean) {
  const { q, enrolled, quiet } = filter;
  let left = usersLeft(db, filter, few).innerJoin("people_index", "people_index.user_id", "users.id");
  if (enrolled !== undefined)
    left = left.where(column("people_index.enrolled_at", few), enrolled === "never" ? "=" : ">", 0);
  if (quiet === "never") left = left.where(column("people_index.last_login_at", few), "=", 0);
  else if (quiet !== undefined)
    left = left.where(column("people_index.last_login_at", few), "<", now - Number(quiet) * DAY_MS);
  if (q === "") return left;
  const found = db.selectFrom("people_index").select("user_id").where(holdsText("searched", q));
  return few ? left.where("users.id", "in", found) : left.where(holdsText("people_index.searched", q));
}

const selected = (db: Db, filter: PeopleFilter, now: number, few: boolean) =>
  joined(db, filter, now, few)
    .select(["users.id", "users.name", "users.display_name", "users.email", "users.role", "users.state"])
    .select(["users.created_at", "people_index.enrolled_at", "people_index.last_login_at"])
    .select((eb) =>
      eb
        .selectFrom("bound_sets")
        .select((inner) => inner.fn.countAll().as("machines"))
        .whereRef("bound_sets.user_id", "=", "users.id")
        .where("bound_sets.state", "=", "active")
        .as("machines"),
    );

type Selected = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

async function withGroups(db: Db, rows: readonly Selected[]): Promise<PersonRow[]> {
  const groups = await groupsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    enrolled_at: row.enrolled_at === 0 ? null : row.enrolled_at,
    last_login_at: row.last_login_at === 0 ? null : row.last_login_at,
    machines: Number(row.machines),
    groups: groups.get(row.id) ?? [],
  }));
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
