import type { RuleTest, RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import type { Verdict } from "@nearside/shared/rules/verdict.ts";
import type { RuleEngine } from "../engine.ts";
import { verdictOf } from "../judging/combine.ts";
import type { CompiledRules } from "../reading/rule.ts";
import { ordinaryBut } from "./ordinary-given.ts";

/** The results are in the order of the tests. */
export const runTests = (engine: RuleEngine, set: CompiledRules, tests: readonly RuleTest[]): RuleTestResult[] =>
  tests.map((test) => {
    const problems = problemsOf(verdictOf(engine, set, ordinaryBut(test.given)), test.expect);
    return { name: test.name, passed: problems.length === 0, problem: problems.join("; ") || null };
  });

function problemsOf(verdict: Verdict, expect: RuleTest["expect"]): string[] {
  const problems: string[] = [];
  if (verdict.outcome !== expect.outcome) problems.push(`expected ${expect.outcome}, got ${inWords(verdict)}`);
  if (expect.because !== undefined && verdict.because !== expect.because)
    problems.push(`expected the reason ${expect.because}, got ${verdict.because ?? "none, because it is allowed"}`);
  problems.push(
    ...missing("decide", expect.rules, verdict.rules),
    ...missing("report", expect.reports, verdict.reports),
  );
  for (const [name, wanted] of Object.entries(expect.demands ?? {})) {
    const demanded = verdict.demands[name as keyof Verdict["demands"]];
    if (JSON.stringify(demanded) !== JSON.stringify(wanted))
      problems.push(`expected ${name} to be ${JSON.stringify(wanted)}, got ${JSON.stringify(demanded)}`);
  }
  return problems;
}

function missing(verb: string, wanted: readonly string[] | undefined, had: Verdict["rules"]): string[] {
  const ids = had.map(({ id }) => id);
  return (wanted ?? [])
    .filter((id) => !ids.includes(id))
    .map((id) => `expected the rule ${id} to ${verb}, but ${ids.join(", ") || "no rule"} did`);
}

function inWords({ outcome, because, rules }: Verdict): string {
  const ids = rules.map(({ id }) => id).join(", ");
  return `${outcome}${because === null ? "" : ` because ${because}`}${ids === "" ? "" : ` (${ids})`}`;
}
