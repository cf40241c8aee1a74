import { isDeepStrictEqual } from "node:util";
import { isImpossible } from "@nearside/rules/judging/combine.ts";
import type { CompiledRules, Rule } from "@nearside/rules/reading/rule.ts";
import { bothOf } from "@nearside/shared/rules/demands.ts";
import type { Kysely } from "kysely";
import type { Database, Db, Trx, WithDb } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { inSteps } from "../../platform/store/in-steps.ts";
import type { RuleDecisionsTable, RuleReportsTable } from "../../platform/store/tables/rule-tables.ts";
import { takeTurnOf } from "../../platform/store/take-turn.ts";
import { columnsOf } from "./stored-given.ts";
import type { Judged } from "./verdicts.ts";

type Row = Omit<RuleDecisionsTable, "seq">;

const rowToInsert = (db: Kysely<Database>, value: <Name extends keyof Row>(name: Name) => Row[Name]) =>
  db.insertInto("rule_decisions").values({
    at: value("at"),
    action: value("action"),
    login_id: value("login_id"),
    user_id: value("user_id"),
    device_jkt: value("device_jkt"),
    client_id: value("client_id"),
    version: value("version"),
    outcome: value("outcome"),
    given: value("given"),
  });
const insert = fixedQuery<Row>()(rowToInsert);
const insertNumbered = fixedQuery<Row>()((db, value) => rowToInsert(db, value).returning("seq"));

/**
 * Stores the input and the outcome of the rules, from which the set of that version gives the whole verdict again, and the rules in report-only that applied, for replay and for their counts. It runs in the
 * transaction that acts on the verdict.
 */
export async function recordVerdict(
  trx: Trx,
  set: CompiledRules,
  loginId: string,
  { given, verdict }: Judged,
): Promise<void> {
  const row = { ...columnsOf(given), login_id: loginId, version: verdict.version, outcome: verdict.outcome };
  if (verdict.reports.length === 0) return void (await insert(trx, row));
  const [numbered] = await insertNumbered(trx, row);
  const reported = new Set(verdict.reports.map(({ id }) => id));
  const rows = set.rules
    .filter(({ id }) => reported.has(id))
    .map((rule) => ({
      decision_seq: Number(numbered?.seq),
      rule_id: rule.id,
      at: row.at,
      user_id: row.user_id,
      would: wouldOf(rule, { given, verdict }),
    }));
  if (rows.length > 0) await trx.insertInto("rule_reports").values(rows).execute();
}

/** The effect that the rule would have had if it were active as well. */
function wouldOf(rule: Rule, { given, verdict }: Judged): RuleReportsTable["would"] {
  if (verdict.outcome === "deny")
    return rule.kind === "permit" && verdict.because === "not_permitted" ? "allow" : "nothing";
  if (rule.kind === "forbid") return "deny";
  const demands = bothOf(verdict.demands, rule.demands);
  if (isImpossible(demands, given)) return "deny";
  return isDeepStrictEqual(demands, verdict.demands) ? "nothing" : "step_up";
}

/** The most refusals of one login that are stored for a day: a program that asks again and again adds nothing new. */
const MOST_REFUSALS = 8;
const DAY_MS = 86_400_000;

/** Stores that a token was refused, which changes nothing else. */
export async function recordRefusal(
  { db }: WithDb,
  set: CompiledRules,
  loginId: string,
  judged: Judged,
): Promise<void> {
  const { action, time } = judged.given;
  await db.transaction().execute(async (trx) => {
    await takeTurnOf(trx, "refusals", `${action} ${loginId}`); // counted one after the other
    const alike = await trx
      .selectFrom("rule_decisions")
      .select("seq")
      .where("login_id", "=", loginId)
      .where("action", "=", action)
      .where("at", ">", time.at - DAY_MS)
      .limit(MOST_REFUSALS)
      .execute();
    if (alike.length < MOST_REFUSALS) await recordVerdict(trx, set, loginId, judged);
  });
}

/** Deletes verdicts before that time, with their reports. Epoch milliseconds. */
export async function deleteVerdicts(db: Db, decidedBefore: number): Promise<void> {
  const old = (most: number) =>
    db
      .selectFrom("rule_decisions")
      .select("seq")
      .where("at", "<", decidedBefore)
      .orderBy("at")
      .orderBy("seq")
      .limit(most);
  await inSteps(async (most) => {
    await db.deleteFrom("rule_reports").where("decision_seq", "in", old(most)).execute();
    return db.deleteFrom("rule_decisions").where("seq", "in", old(most)).executeTakeFirst();
  });
}
