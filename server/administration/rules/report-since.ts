import { Places } from "@nearside/rules/reading/places.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Lint } from "@nearside/shared/api/console/rules.ts";
import { plural } from "@nearside/shared/text/amounts.ts";
import * as v from "valibot";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { currentNumber, findVersion, reportSinceSchema } from "../../protocol/rules/version-store.ts";
import { consoleTexts } from "../../texts/console.ts";

/** Milliseconds after which a rule in report-only needs a decision: 30 days. */
const LONG_MS = 30 * 86_400_000;

export const isLong = (since: number, now: number): boolean => now - since >= LONG_MS;

/** Finds for each rule in report-only of the active set the time since which it has been there without a break. */
export async function reportSince(db: Db | Trx): Promise<ReadonlyMap<string, number>> {
  const row = await findVersion(db, await currentNumber(db));
  return new Map(row === undefined ? [] : Object.entries(v.parse(reportSinceSchema, JSON.parse(row.report_since))));
}

/** Carries those times on to a set that is published now. A rule that is new in report-only begins now. */
export async function reportSinceFrom(
  trx: Trx,
  { rules }: CompiledRules,
  now: number,
): Promise<Record<string, number>> {
  const before = await reportSince(trx);
  return Object.fromEntries(
    rules.filter(({ mode }) => mode === "report_only").map(({ id }) => [id, before.get(id) ?? now]),
  );
}

/** Warns of rules that would stay in report-only and have been there for long. */
export async function longInReportOnly(
  { db, clock }: WithClock & WithDb,
  { rules, text }: CompiledRules,
): Promise<Lint[]> {
  const before = await reportSince(db);
  const now = clock();
  const places = new Places(text);
  return rules.flatMap(({ id, mode, offset }) => {
    const since = before.get(id);
    if (mode !== "report_only" || since === undefined || !isLong(since, now)) return [];
    return [
      {
        code: "long_in_report_only",
        rule: id,
        line: places.at(offset).line,
        message: consoleTexts.rules.reportOnlySince({
          days: plural(Math.floor((now - since) / 86_400_000), { one: "# day", other: "# days" }),
        }),
        key: `long_in_report_only:${id}`,
      } satisfies Lint,
    ];
  });
}
