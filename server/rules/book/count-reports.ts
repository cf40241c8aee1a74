import type { ReportCounts } from "@nearside/shared/api/console/rules.ts";
import { sql } from "kysely";
import type { Ground } from "../../ground.ts";
import { isLong, reportSince } from "./report-since.ts";

/** What each rule in report-only would have done, since it has been so. */
export async function countReports({ db, clock }: Ground): Promise<ReportCounts[]> {
  const now = clock();
  const counts: ReportCounts[] = [];
  for (const [rule, since] of await reportSince(db)) {
    const counted = await db
      .selectFrom("rule_reports")
      .select([
        sql<number | string | null>`sum(case when would = 'deny' then 1 else 0 end)`.as("denied"),
        sql<number | string | null>`sum(case when would = 'step_up' then 1 else 0 end)`.as("stepped_up"),
        sql<number | string | null>`sum(case when would = 'allow' then 1 else 0 end)`.as("allowed"),
        sql<number | string>`count(distinct user_id)`.as("people"),
        sql<number | string | null>`max(at)`.as("last_at"),
      ])
      .where("rule_id", "=", rule)
      .where("at", ">=", since)
      .executeTakeFirstOrThrow();
    counts.push({
      rule,
      since,
      denied: Number(counted.denied ?? 0),
      stepped_up: Number(counted.stepped_up ?? 0),
      allowed: Number(counted.allowed ?? 0),
      people: Number(counted.people),
      last_at: counted.last_at === null ? null : Number(counted.last_at),
      is_long: isLong(since, now),
    });
  }
  return counts;
}
