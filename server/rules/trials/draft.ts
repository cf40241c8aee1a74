import { wrongField } from "../../console/console-error.ts";
import { compileRules } from "../compile.ts";
import type { CompiledRules } from "../rule.ts";
import { type RuleProblem, RulesRefused } from "../rules-refused.ts";

/** What its verdicts say they are by. */
export const DRAFT_VERSION = "draft";

/** Drafts that are kept as they were read: a person tries the same one on many logins, and to read one takes longer than to ask it. */
const MOST_KEPT = 4;
/** By text, the least recently used first. */
const kept = new Map<string, CompiledRules>();

/**
 * Rules that nobody has published, to be tried.
 *
 * @throws ConsoleError `invalid_request` with the first place that is wrong
 */
export function compileDraft(text: string): CompiledRules {
  const set = kept.get(text) ?? read(text);
  kept.delete(text);
  kept.set(text, set);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return set;
}

function read(text: string): CompiledRules {
  try {
    return compileRules(text, DRAFT_VERSION);
  } catch (error) {
    if (error instanceof RulesRefused) throw wrongDraft(error.problems);
    throw error;
  }
}

/** The check of the whole draft tells every place; here one is enough to send its author there. */
function wrongDraft([first]: readonly Pick<RuleProblem, "line" | "column" | "message">[]) {
  const where = first === undefined ? "" : ` Line ${first.line}, column ${first.column}: ${first.message}`;
  return wrongField("text", `These rules can't be tried yet.${where}`);
}
