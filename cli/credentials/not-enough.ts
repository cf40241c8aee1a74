import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Problem, rulesInWords } from "../problems/problem.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import { texts } from "../texts/credentials.ts";

/** The most characters of the rules' own words that are shown. */
const LONGEST = 500;
/** The most programs that are named, and the most characters of each one's id. */
const MOST_NAMED = 3;
const LONGEST_ID = 128;

const LACKING = texts.lacking;

/**
 * A new login is needed, as a rule though the person is signed in. For a script it is as if they were not (exit code
 * 4).
 */
export class NotEnough extends Problem {
  readonly lacking: keyof typeof LACKING;
  override readonly rules: readonly DecidingRule[];
  readonly others: readonly string[];

  /**
   * @param rules that find the login lacking
   * @param command to type, if `nearside login` alone is not enough
   * @param others the programs whose logins would do, and are not used for this one
   */
  constructor(
    lacking: keyof typeof LACKING,
    rules: readonly DecidingRule[] = [],
    command = "nearside login",
    others: readonly string[] = [],
  ) {
    super("not_signed_in", detailOf(rules, others));
    this.name = "NotEnough";
    this.lacking = lacking;
    this.rules = rules;
    this.others = others;
    this.message = texts.run({ reason: this.reason, command });
  }

  /** The reason without the command to type, for the person who is asked to approve next. */
  get reason(): string {
    return this.detail === undefined ? LACKING[this.lacking] : `${LACKING[this.lacking]} ${this.detail}`;
  }
}

function detailOf(rules: readonly DecidingRule[], others: readonly string[]): string | undefined {
  if (rules.length > 0) return neutralise(rulesInWords(rules), LONGEST);
  if (others.length === 0) return undefined;
  return texts.otherClients({ clients: others.slice(0, MOST_NAMED).map((id) => neutralise(id, LONGEST_ID)) });
}

/**
 * The rules may ask for more by now than the approval had. A new approval then cures it, as it does when an API asks
 * for more.
 */
export function lackingByRules(error: unknown): NotEnough | undefined {
  if (!(error instanceof ServerRefusal)) return undefined;
  if (error.code === "approval_too_old") return new NotEnough("touch", error.rules);
  return error.code === "rule_unmet" ? new NotEnough("rule", error.rules) : undefined;
}
