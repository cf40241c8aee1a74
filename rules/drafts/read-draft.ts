import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { RuleTest } from "@nearside/shared/rules/rule-tests.ts";
import type { RuleEngine } from "../engine.ts";
import { readTests, TestsRefused } from "../kept-tests/read-tests.ts";
import { compileRules } from "../reading/compile.ts";
import { type CompiledRules, DRAFT_VERSION } from "../reading/rule.ts";
import { type RuleProblem, RulesRefused } from "../reading/rules-refused.ts";

/** The parts of a draft that can be read, and the problems of the others. */
export interface ReadDraft {
  /** Null if the text is no set of rules. */
  readonly set: CompiledRules | null;
  readonly problems: readonly RuleProblem[];
  /** Empty where they can't be read. */
  readonly tests: readonly RuleTest[];
  /** The problem of the tests' text. */
  readonly testsProblem: string | null;
}

/** Reads a draft. It needs nothing but the text. */
export const readDraft = (engine: RuleEngine, { text, tests }: RulesDraft): ReadDraft => ({
  ...compile(engine, text),
  ...testsIn(tests),
});

function compile(engine: RuleEngine, text: string): Pick<ReadDraft, "set" | "problems"> {
  try {
    return { set: compileRules(engine, text, DRAFT_VERSION), problems: [] };
  } catch (refused) {
    if (refused instanceof RulesRefused) return { set: null, problems: refused.problems };
    throw refused;
  }
}

function testsIn(text: string): Pick<ReadDraft, "tests" | "testsProblem"> {
  try {
    return { tests: readTests(text), testsProblem: null };
  } catch (refused) {
    if (refused instanceof TestsRefused) return { tests: [], testsProblem: refused.message };
    throw refused;
  }
}
