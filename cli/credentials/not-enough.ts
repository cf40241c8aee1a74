import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Problem, rulesInWords } from "../problems/problem.ts";
import { ServerRefusal } from "../server/server-refusal.ts";

/** The most characters of the rules' own words that are shown. */
const LONGEST = 500;

const LACKING = {
  login: "You are not signed in for this yet.",
  acr: "You are signed in, but not as strongly as this needs.",
  max_age: "You are signed in, but approved that too long ago for this.",
  refused: "You are signed in, but the API does not take that login for this.",
  touch: "You are signed in, but a rule of your organisation asks for your touch again.",
  rule: "You are signed in, but a rule of your organisation asks for more than that login has.",
} as const;

/**
 * A new login is needed, as a rule though the person is signed in. For a script it is as if they were not (exit code
 * 4).
 */
export class NotEnough extends Problem {
  readonly lacking: keyof typeof LACKING;
  override readonly rules: readonly DecidingRule[];

  /**
   * @param rules that find the login lacking
   * @param command to type, if `nearside login` alone is not enough
   */
  constructor(lacking: keyof typeof LACKING, rules: readonly DecidingRule[] = [], command = "nearside login") {
    super("not_signed_in", rules.length > 0 ? neutralise(rulesInWords(rules), LONGEST) : undefined);
    this.name = "NotEnough";
    this.lacking = lacking;
    this.rules = rules;
    this.message = `${this.reason} Run: ${command}`;
  }

  /** The reason without the command to type, for the person who is asked to approve next. */
  get reason(): string {
    return this.detail === undefined ? LACKING[this.lacking] : `${LACKING[this.lacking]} ${this.detail}`;
  }
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
