import type { WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { RuleEngine } from "../engine.ts";
import { verdictFrom } from "../judging/combine.ts";
import { type Judgement, judge } from "../judging/judge.ts";
import { type EngineRequest, requestOf } from "../judging/request-of.ts";
import { scopeCanMatch } from "../judging/scope.ts";
import { compileRules } from "../reading/compile.ts";
import { Places } from "../reading/places.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";
import { type RuleProblem, RulesRefused } from "../reading/rules-refused.ts";

/** A set, and a login to try it on. */
export interface Trial {
  readonly text: string;
  readonly version: string;
  readonly given: Given;
}

export type Tried =
  | { readonly state: "tried"; readonly answer: WhatIfAnswer }
  /** The text is no set of rules. */
  | { readonly state: "unreadable"; readonly problems: readonly RuleProblem[] };

/** The number of sets that are kept: a person tries the same set on many logins, and to read a set takes longer than to ask it. */
const MOST_KEPT = 4;

/** Tries sets on logins, and keeps the last few sets as they were read. */
export class Trials {
  readonly #engine: RuleEngine;
  /** Keyed by text, the least recently used first. */
  readonly #sets = new Map<string, CompiledRules>();

  constructor(engine: RuleEngine) {
    this.#engine = engine;
  }

  try({ text, version, given }: Trial): Tried {
    try {
      return { state: "tried", answer: whatIf(this.#engine, { ...this.#setOf(text), version }, given) };
    } catch (error) {
      if (error instanceof RulesRefused) return { state: "unreadable", problems: error.problems };
      throw error;
    }
  }

  #setOf(text: string): CompiledRules {
    const set = this.#sets.get(text) ?? compileRules(this.#engine, text, "");
    this.#sets.delete(text);
    this.#sets.set(text, set);
    const [oldest] = this.#sets.keys();
    if (this.#sets.size > MOST_KEPT && oldest !== undefined) this.#sets.delete(oldest);
    return set;
  }
}

type Part = Pick<WhatIfAnswer["parts"][number], "part" | "error">;

/** The verdict of that set, and each rule's part in it. Nothing is stored. */
function whatIf(engine: RuleEngine, set: CompiledRules, given: Given): WhatIfAnswer {
  const judgement = judge(engine, set, given);
  const request = requestOf(given);
  const places = new Places(set.text);
  return {
    verdict: verdictFrom(engine, set, judgement, given),
    parts: set.rules.map((rule) => ({
      rule: rule.id,
      title: rule.title,
      kind: rule.kind,
      report_only: rule.mode === "report_only",
      ...partOf(rule, judgement, request),
      line: places.at(rule.offset).line,
    })),
  };
}

function partOf(rule: Rule, { applies, failed }: Judgement, request: EngineRequest): Part {
  if (applies.includes(rule)) return { part: "applies", error: null };
  if (!scopeCanMatch(rule.policy, request)) return { part: "scope_differs", error: null };
  // where the request itself was invalid, no rule was evaluated
  const failure = failed.find(({ of }) => of === rule || of === null);
  return failure === undefined ? { part: "condition_fails", error: null } : { part: "error", error: failure.message };
}
