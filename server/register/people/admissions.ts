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
    .select(["let_ins.door", "groups.name as group"])
    .where("let_ins.user_id", "=", value("user"))
    .where(({ or, eb }) => or([eb("let_ins.by_user_id", "=", value("by")), eb("let_ins.by_user_id", "is", null)]))
    .where("let_ins.at", ">", value("since")),
);

/**
 * Finds out if that person was admitted by the other one since then, or by a break-glass code, which could have been the other one's.
 *
 * @param names the names by which a rule means the person, such as `group:leads`: to be put into another group is no way to be asked
 * @param since epoch milliseconds
 */
export async function wasAdmittedBy(
  db: Db | Trx,
  {
    userId,
    byUserId,
    names,
  }: { readonly userId: string; readonly byUserId: string; readonly names: readonly string[] },
  since: number,
): Promise<boolean> {
  const rows = await admittedSince(db, { user: userId, by: byUserId, since });
  return rows.some(({ door, group }) => door !== "group" || (group !== null && names.includes(`group:${group}`)));
}

/** Forgets what no rule looks back to. */
export async function forgetAdmissions(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom("let_ins")
    .where("at", "<", now - LONGEST_SECONDS * 1000)
    .execute();
}
