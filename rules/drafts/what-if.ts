import type { WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { RuleEngine } from "../engine.ts";
import { verdictFrom } from "../judging/combine.ts";
import { type Judgement, judge } from "../judging/judge.ts";
import { type EngineRequest, requestOf } from "../judging/request-of.ts";
import { scopeCanMatch } from "../judging/scope.ts";
import { Places } from "../reading/places.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";

type Part = Pick<WhatIfAnswer["parts"][number], "part" | "error">;

/** The verdict of that set, and each rule's part in it. Nothing is stored. */
export function whatIf(engine: RuleEngine, set: CompiledRules, given: Given): WhatIfAnswer {
  const judgement = judge(engine, set, given);
  const asked = requestOf(given);
  const places = new Places(set.text);
  return {
    verdict: verdictFrom(set, judgement, given),
    parts: set.rules.map((rule) => ({
      rule: rule.id,
      title: rule.title,
      kind: rule.kind,
      report_only: rule.mode === "report_only",
      ...partOf(rule, judgement, asked),
      line: places.at(rule.offset).line,
    })),
  };
}

function partOf(rule: Rule, { applies, failed }: Judgement, asked: EngineRequest): Part {
  if (applies.includes(rule)) return { part: "applies", error: null };
  if (!scopeCanMatch(rule.policy, asked)) return { part: "scope_differs", error: null };
  // where the request itself was invalid, no rule was evaluated
  const failure = failed.find(({ of }) => of === rule || of === null);
  return failure === undefined ? { part: "condition_fails", error: null } : { part: "error", error: failure.message };
}
