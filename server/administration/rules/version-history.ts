import { BUILT_IN_RULES, NO_TESTS } from "@nearside/rules/reading/built-in.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { RulesVersion, VersionAnswer } from "@nearside/shared/api/console/rules.ts";
import * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { integerColumn, type Ordering, pageOf, type View } from "../../platform/lists/page-of.ts";
import type { Db } from "../../platform/store/database.ts";
import { currentNumber, findVersion, type RuleVersion, resultsSchema } from "../../protocol/rules/version-store.ts";
import { consoleTexts } from "../../texts/console.ts";
import { type Author, authorsOf } from "./rule-authors.ts";

const ORDER: Ordering<"number"> = {
  columns: { number: integerColumn("rule_versions.number") },
  id: integerColumn("rule_versions.number"),
};

/** The set that is active until the first one is published. */
const BUILT_IN: RulesVersion = {
  number: 0,
  reason: consoleTexts.rules.builtIn,
  author: { id: null, name: "Nearside" },
  second: null,
  published_at: null,
  restores: null,
  rules: 1,
};

/** Lists every published set. The built-in one, number 0, is left out. */
export async function listVersions(db: Db, query: View<"number">): Promise<ListAnswer<RulesVersion>> {
  const columns = ["number", "reason", "actor", "second", "created_at", "restores", "rule_count"] as const;
  const page = await pageOf(db, db.selectFrom("rule_versions").select(columns), ORDER, query);
  const authorIn = await authorsOf(
    db,
    page.rows.flatMap(({ actor, second }) => [actor, ...(second === null ? [] : [second])]),
  );
  return { ...page, rows: page.rows.map((row) => shownOf(row, authorIn)) };
}

/** Finds the active version, with its text. */
export async function activeVersion(db: Db): Promise<Pick<VersionAnswer, "version" | "text" | "tests">> {
  const { version, text, tests } = await textOf(db, await currentNumber(db));
  return { version, text, tests };
}

/**
 * Finds one version, with the text of the one before it.
 *
 * @throws ConsoleError `unknown`
 */
export async function viewVersion(db: Db, number: number): Promise<VersionAnswer> {
  const { results, ...own } = await textOf(db, number);
  const before = number === 0 ? { text: "", tests: NO_TESTS } : await textOf(db, number - 1);
  return { ...own, before: { text: before.text, tests: before.tests }, results };
}

/** @throws ConsoleError `unknown` */
async function textOf(db: Db, number: number): Promise<Omit<VersionAnswer, "before">> {
  if (number === 0)
    return { version: BUILT_IN, text: BUILT_IN_RULES, tests: NO_TESTS, results: { tests: [], lint: [] } };
  const row = await findVersion(db, number);
  if (row === undefined) throw new ConsoleError("unknown");
  const authorIn = await authorsOf(db, row.second === null ? [row.actor] : [row.actor, row.second]);
  const results = v.parse(resultsSchema, JSON.parse(row.results));
  return { version: shownOf(row, authorIn), text: row.text, tests: row.tests, results };
}

const shownOf = (
  row: Omit<RuleVersion, "text" | "tests" | "results" | "origin" | "report_since">,
  authorIn: (actor: string) => Author,
): RulesVersion => ({
  number: row.number,
  reason: row.reason,
  author: authorIn(row.actor),
  second: row.second === null ? null : authorIn(row.second),
  published_at: row.created_at,
  restores: row.restores,
  rules: row.rule_count,
});
