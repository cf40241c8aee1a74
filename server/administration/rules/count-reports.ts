import type { ReportCounts } from "@nearside/shared/api/console/rules.ts";
import { sql } from "kysely";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { isLong, reportSince } from "./report-since.ts";

/** At most this many reports of a rule are counted, the newest first. They show what the rule would do, and to count a million takes long. */
export const MOST_COUNTED = 20_000;

/** Counts the effect that each rule in report-only would have had since it was put there. */
export async function countReports({ db, clock }: WithClock & WithDb): Promise<ReportCounts[]> {
  const now = clock();
  const counts: ReportCounts[] = [];
  for (const [rule, since] of await reportSince(db)) {
    const { counted, denied, stepped_up, allowed, people, last_at } = await countOf(db, rule, since);
    counts.push({
      rule,
      since,
      denied: Number(denied ?? 0),
      stepped_up: Number(stepped_up ?? 0),
      allowed: Number(allowed ?? 0),
      people: Number(people),
      last_at: last_at === null ? null : Number(last_at),
      newest: Number(counted) < MOST_COUNTED ? null : MOST_COUNTED,
      is_long: isLong(since, now),
    });
  }
  return counts;
}

const countOf = (db: Db, rule: string, since: number) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom("rule_reports")
        .select(["would", "user_id", "at"])
        .where("rule_id", "=", rule)
        .where("at", ">=", since)
        .orderBy("at", "desc")
        .limit(MOST_COUNTED)
        .as("newest"),
    )
    .select(({ fn }) => [
      fn.countAll<number | string>().as("counted"),
      sql<number | string | null>`sum(case when would = 'deny' then 1 else 0 end)`.as("denied"),
      sql<number | string | null>`sum(case when would = 'step_up' then 1 else 0 end)`.as("stepped_up"),
      sql<number | string | null>`sum(case when would = 'allow' then 1 else 0 end)`.as("allowed"),
      sql<number | string>`count(distinct user_id)`.as("people"),
      sql<number | string | null>`max(at)`.as("last_at"),
    ])
    .executeTakeFirstOrThrow();
