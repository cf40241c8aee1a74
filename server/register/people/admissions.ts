import type { Selectable } from "kysely";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { AdmissionsTable } from "../../platform/store/tables/second-approver-tables.ts";

// This file stores who admitted whom. A second person whom the first one has just admitted is not independent (protocol §11, threat I8), so every admission is
// written down in the transaction that opens it. The server's own shell is no person who could log in.

/** The longest time that a rule looks back. Seconds. */
const LONGEST_SECONDS = 2_592_000;

interface Admission {
  readonly userId: string;
  /** The person who did it; null where it could have been anybody, who typed a break-glass code. */
  readonly byUserId: string | null;
  readonly door: AdmissionsTable["door"];
  /** Set where `door` is `group`. */
  readonly groupId?: string;
}

/** Rows of one statement: each has five values, and SQLite takes 32,766. */
const AT_ONCE = 1000;

/** An import admits thousands of people, each by an event: the query is compiled once, and no answer of PostgreSQL is waited for. */
const insertOne = fixedQuery<Selectable<AdmissionsTable>>()((db, value) =>
  db.insertInto("let_ins").values({
    user_id: value("user_id"),
    by_user_id: value("by_user_id"),
    door: value("door"),
    group_id: value("group_id"),
    at: value("at"),
  }),
);

/** Writes down that somebody admitted that person. Nobody admits themselves. */
export async function noteAdmissions(trx: Trx, admissions: readonly Admission[], now: number): Promise<void> {
  const rows = admissions.flatMap(({ userId, byUserId, door, groupId }) =>
    byUserId === userId ? [] : [{ user_id: userId, by_user_id: byUserId, door, group_id: groupId ?? null, at: now }],
  );
  const [first, ...others] = rows;
  if (first !== undefined && others.length === 0) {
    await insertOne(trx, first);
    return;
  }
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await trx
      .insertInto("let_ins")
      .values(rows.slice(from, from + AT_ONCE))
      .execute();
}

/** A list of logins asks this for each of them. */
const admittedSince = fixedQuery<{ user: string; by: string; since: number }>()((db, value) =>
  db
    .selectFrom("let_ins")
    .leftJoin("groups", "groups.id", "let_ins.group_id")
    .select(["let_ins.door", "let_ins.at", "groups.name as group"])
    .where("let_ins.user_id", "=", value("user"))
    .where(({ or, eb }) => or([eb("let_ins.by_user_id", "=", value("by")), eb("let_ins.by_user_id", "is", null)]))
    .where("let_ins.at", ">", value("since")),
);

/** True if that admission is a way by which rules mean the person. To be put into another group is no way to be asked. */
const isWayIn = (
  { door, group }: { readonly door: AdmissionsTable["door"]; readonly group: string | null },
  names: ReadonlySet<string>,
): boolean => door !== "group" || (group !== null && names.has(`group:${group}`));

/**
 * Finds the last time since then at which each of those people was admitted by that person, or by a break-glass code, which could have been
 * that person's. Epoch milliseconds, by the ids of the people; it leaves out who was not.
 *
 * @param people at most {@link AT_ONCE} are asked for in one query @param since epoch milliseconds
 */
export async function findLastAdmissions(
  db: Db | Trx,
  people: readonly { readonly id: string; readonly by: ReadonlySet<string> }[],
  byUserId: string,
  since: number,
): Promise<ReadonlyMap<string, number>> {
  const last = new Map<string, number>();
  for (let from = 0; from < people.length; from += AT_ONCE) {
    const some = new Map(people.slice(from, from + AT_ONCE).map(({ id, by }) => [id, by]));
    const rows = await db
      .selectFrom("let_ins")
      .leftJoin("groups", "groups.id", "let_ins.group_id")
      .select(["let_ins.user_id", "let_ins.door", "let_ins.at", "groups.name as group"])
      .where("let_ins.user_id", "in", [...some.keys()])
      .where(({ or, eb }) => or([eb("let_ins.by_user_id", "=", byUserId), eb("let_ins.by_user_id", "is", null)]))
      .where("let_ins.at", ">", since)
      .execute();
    for (const row of rows)
      if (isWayIn(row, some.get(row.user_id) ?? new Set()))
        last.set(row.user_id, Math.max(row.at, last.get(row.user_id) ?? 0));
  }
  return last;
}

/**
 * Finds the last time since then at which that person was admitted by the other one, or by a break-glass code, which could have been the other
 * one's. Epoch milliseconds; undefined if they were not.
 *
 * @param names the names by which a rule means the person, such as `group:leads`
 * @param since epoch milliseconds
 */
export async function findLastAdmission(
  db: Db | Trx,
  {
    userId,
    byUserId,
    names,
  }: { readonly userId: string; readonly byUserId: string; readonly names: readonly string[] },
  since: number,
): Promise<number | undefined> {
  const rows = await admittedSince(db, { user: userId, by: byUserId, since });
  const by = new Set(names);
  const times = rows.filter((row) => isWayIn(row, by)).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Forgets what no rule looks back to. */
export async function forgetAdmissions(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom("let_ins")
    .where("at", "<", now - LONGEST_SECONDS * 1000)
    .execute();
}
