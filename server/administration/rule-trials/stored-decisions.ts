import { type Given, givenSchema } from "@nearside/shared/rules/given.ts";
import { sql } from "kysely";
import * as v from "valibot";
import type { Db } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

// These functions read stored verdicts with their input, against which rules are tried.

/** A verdict as it is stored. An older version of the product may have written `given`. */
export interface StoredDecision {
  readonly seq: number;
  readonly at: number;
  readonly login_id: string;
  /** JSON: `givenSchema`. */
  readonly given: string;
}

/** Logins of a person among which the program is looked for. */
const RECENT = 50;

const givenTextSchema = v.pipe(v.string(), v.parseJson(), givenSchema);

/** Reads the input of a verdict; undefined if this version can't read it. */
export function readGiven(text: string): Given | undefined {
  const parsed = v.safeParse(givenTextSchema, text);
  return parsed.success ? parsed.output : undefined;
}

/** Finds the input of the verdict on that login itself, or else of the newest on its tokens; undefined if none is stored. */
export async function findGivenOfLogin(db: Db, login: string): Promise<Given | undefined> {
  const row = await db
    .selectFrom("rule_decisions")
    .select("given")
    .where("login_id", "=", login)
    .orderBy(sql`case action when 'approve' then 0 else 1 end`)
    .orderBy("seq", "desc")
    .executeTakeFirst();
  return row && readGiven(row.given);
}

/** Finds the input of that person's last login on that machine, by that program if they used it lately. */
export async function findGivenOfPerson(
  db: Db,
  { user, device, client }: { readonly user: string; readonly device: string; readonly client: string },
): Promise<Given | undefined> {
  const rows = await db
    .selectFrom("rule_decisions")
    .select(["client_id", "given"])
    .where("user_id", "=", user)
    .where("device_jkt", "=", device)
    .where("action", "=", "approve")
    .orderBy("at", "desc")
    .limit(RECENT)
    .execute();
  const row = rows.find(({ client_id }) => client_id === client) ?? rows[0];
  return row && readGiven(row.given);
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
    .select(["seq", "at", "login_id", "given"])
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
  return rows.flatMap(({ given }) => readGiven(given) ?? []);
}
