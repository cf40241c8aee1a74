import { wrongField } from "../../console/console-error.ts";
import { compileRules } from "../compile.ts";
import type { CompiledRules } from "../rule.ts";
import { type RuleProblem, RulesRefused } from "../rules-refused.ts";

/** What its verdicts say they are by. */
export const DRAFT_VERSION = "draft";

/**
 * Rules that nobody has published, to be tried.
 *
 * @throws ConsoleError `invalid_request` with the first place that is wrong
 */
export function compileDraft(text: string): CompiledRules {
  try {
    return compileRules(text, DRAFT_VERSION);
  } catch (error) {
    if (error instanceof RulesRefused) throw wrongDraft(error.problems);
    throw error;
  }
}

/** The check of the whole draft tells every place; here one is enough to send its author there. */
export function wrongDraft([first]: readonly Pick<RuleProblem, "line" | "column" | "message">[]) {
  const where = first === undefined ? "" : ` Line ${first.line}, column ${first.column}: ${first.message}`;
  return wrongField("text", `These rules can't be tried yet.${where}`);
}
