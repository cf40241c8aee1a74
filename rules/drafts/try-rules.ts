import type { WhatIfAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { compileRules } from "../reading/compile.ts";
import type { CompiledRules } from "../reading/rule.ts";
import { type RuleProblem, RulesRefused } from "../reading/rules-refused.ts";
import { whatIf } from "./what-if.ts";

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

/** Sets that are kept as they were read: a person tries the same one on many logins, and to read one takes longer than to ask it. */
const MOST_KEPT = 4;
/** By text, the least recently used first. */
const kept = new Map<string, CompiledRules>();

/** Tries a set on one login, in a thread: what is asked, and of how many rules, is anybody's who may see them. */
export function tryRules({ text, version, given }: Trial): Tried {
  try {
    return { state: "tried", answer: whatIf({ ...readSet(text), version }, given) };
  } catch (error) {
    if (error instanceof RulesRefused) return { state: "unreadable", problems: error.problems };
    throw error;
  }
}

function readSet(text: string): CompiledRules {
  const set = kept.get(text) ?? compileRules(text, "");
  kept.delete(text);
  kept.set(text, set);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return set;
}
