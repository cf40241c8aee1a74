import { lintSchema } from "@nearside/shared/api/console/rules.ts";
import { ruleTestResultSchema } from "@nearside/shared/rules/rule-tests.ts";
import type { Selectable } from "kysely";
import * as v from "valibot";
import type { Actor } from "../../platform/audit/actor.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { RuleVersionsTable } from "../../platform/store/tables/rule-tables.ts";

export type RuleVersion = Selectable<RuleVersionsTable>;

/** The results of a set's tests when it was published, and the findings of lint. */
export const resultsSchema = v.strictObject({ tests: v.array(ruleTestResultSchema), lint: v.array(lintSchema) });
type Results = v.InferOutput<typeof resultsSchema>;

/** For rules in report-only, by id: the time since when, in epoch milliseconds. */
export const reportSinceSchema = v.record(v.string(), v.number());

const newest = fixedQuery<Record<never, never>>()((db) =>
  db.selectFrom("rule_versions").select("number").orderBy("number", "desc").limit(1),
);

/** The number of the active set; 0 before one was published. */
export async function currentNumber(db: Db | Trx): Promise<number> {
  const [row] = await newest(db, {});
  return row?.number ?? 0;
}

export const findVersion = (db: Db | Trx, number: number): Promise<RuleVersion | undefined> =>
  db.selectFrom("rule_versions").selectAll().where("number", "=", number).executeTakeFirst();

interface NewVersion {
  readonly text: string;
  readonly tests: string;
  readonly reason: string;
  readonly author: Actor;
  readonly second: Actor | null;
  readonly restores: number | null;
  readonly results: Results;
  readonly ruleCount: number;
  readonly reportSince: v.InferOutput<typeof reportSinceSchema>;
  readonly createdAt: number;
}

/**
 * Inserts the next version if `base` is still active, in one write. Of two authors who changed the same version, the second learns that
 * it has changed.
 *
 * @returns its number, or undefined
 */
export async function insertVersion(trx: Trx, next: NewVersion, base: number): Promise<number | undefined> {
  if ((await currentNumber(trx)) !== base) return undefined;
  const inserted = await trx
    .insertInto("rule_versions")
    .values({
      number: base + 1,
      text: next.text,
      tests: next.tests,
      reason: next.reason,
      actor: JSON.stringify(next.author),
      second: next.second === null ? null : JSON.stringify(next.second),
      origin: next.restores === null ? "published" : "rolled_back",
      restores: next.restores,
      results: JSON.stringify(next.results),
      rule_count: next.ruleCount,
      report_since: JSON.stringify(next.reportSince),
      created_at: next.createdAt,
    })
    .onConflict((conflict) => conflict.column("number").doNothing())
    .returning("number")
    .executeTakeFirst();
  return inserted?.number;
}
