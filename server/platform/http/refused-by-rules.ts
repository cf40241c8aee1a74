import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";

export type RuleCode = Extract<RefusalCode, "rule_denied" | "rule_unmet" | "rules_failed" | "approval_too_old">;

/** The most rules that the log names in one refusal. */
const MOST_NAMED = 8;

/** Rules refuse, or ask for something that is missing. `field` names the rules for the log. */
export class RefusedByRules extends Refused<RuleCode> {
  readonly rules: readonly DecidingRule[];

  constructor(code: RuleCode, rules: readonly DecidingRule[], options?: ErrorOptions) {
    const named = rules.slice(0, MOST_NAMED).map(({ id }) => id);
    super(code, named.length === 0 ? "rules" : named.join(" "), options);
    this.rules = rules;
  }
}
