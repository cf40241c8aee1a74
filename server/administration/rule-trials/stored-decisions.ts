import type { Given } from "@nearside/shared/rules/given.ts";
import { sql } from "kysely";
import type { Db } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { GIVEN_COLUMNS, type GivenColumns, readGiven } from "../../protocol/rules/stored-given.ts";

// These functions read stored verdicts with their input, against which rules are tried.

/** A verdict as it is stored. */
export interface StoredDecision extends GivenColumns {
  readonly seq: number;
  readonly login_id: string;
}

/** Logins of a person among which the program is looked for. */
const RECENT = 50;

/** Finds the input of the verdict on that login itself, or else of the newest on its tokens; undefined if none is stored. */
export async function findGivenOfLogin(db: Db, login: string): Promise<Given | undefined> {
  const row = await db
    .selectFrom("rule_decisions")
    .select(GIVEN_COLUMNS)
    .where("login_id", "=", login)
    .orderBy(sql`case action when 'approve' then 0 else 1 end`)
    .orderBy("seq", "desc")
    .executeTakeFirst();
  return row && readGiven(row);
}

/** Finds the input of that person's last login on that machine, by that program if they used it lately. */
export async function findGivenOfPerson(
  db: Db,
  { user, device, client }: { readonly user: string; readonly device: string; readonly client: string },
): Promise<Given | undefined> {
  const rows = await db
    .selectFrom("rule_decisions")
    .select(GIVEN_COLUMNS)
    .where("user_id", "=", user)
    .where("device_jkt", "=", device)
    .where("action", "=", "approve")
    .orderBy("at", "desc")
    .limit(RECENT)
    .execute();
  const row = rows.find(({ client_id }) => client_id === client) ?? rows[0];
  return row && readGiven(row);
}

/** The number of verdicts since a time, and the place of the newest. */
export interface Extent {
  readonly total: number;
  readonly newest: number;
}

/**
 * Counts the verdicts since that time.
 *
 * @param since epoch milliseconds
 */
export async function extentSince(db: Db, since: number): Promise<Extent> {
  const { total, newest } = await db
    .selectFrom("rule_decisions")
    .select((eb) => [eb.fn.countAll<number | string>().as("total"), eb.fn.max("seq").as("newest")])
    .where("at", ">=", since)
    .executeTakeFirstOrThrow();
  return { total: Number(total), newest: Number(newest ?? 0) };
}

const batch = fixedQuery<{ before: number; since: number; most: number }>()((db, value) =>
  db
    .selectFrom("rule_decisions")
    .select(["seq", "login_id", ...GIVEN_COLUMNS])
    .where("seq", "<", value("before"))
    .where("at", ">=", value("since"))
    .orderBy("seq", "desc")
    .limit(value("most")),
);

/** Reads the next `most` verdicts before that place, the newest first. */
export const decisionsBefore = (
  db: Db,
  before: number,
  since: number,
  most: number,
): Promise<readonly StoredDecision[]> => batch(db, { before, since, most });

/** Reads the input of the newest `most` verdicts: real requests, by which lint judges. */
export async function samplesOf(db: Db, most: number, since = 0): Promise<readonly Given[]> {
  const rows = await decisionsBefore(db, Number.MAX_SAFE_INTEGER, since, most);
  return rows.flatMap((row) => readGiven(row) ?? []);
}
