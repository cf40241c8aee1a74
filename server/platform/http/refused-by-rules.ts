import { MOST_RULES_IN_ERROR } from "@nearside/shared/api/api-error.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { RuledPosture } from "@nearside/shared/posture/ruled-posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { type Beside, WireRefusal } from "../wire-error.ts";

export type RuleCode = Extract<RefusalCode, "rule_denied" | "rule_unmet" | "rules_failed" | "approval_too_old">;

/** The log names at most this many rules of one refusal. */
const MOST_NAMED = 8;

/** Rules say no, or ask for what is not there. `field` names them for the log. */
export class RefusedByRules extends WireRefusal<RuleCode> {
  readonly rules: readonly DecidingRule[];
  /** The machine says this of itself, as far as the rules of the set look at it. */
  readonly posture: RuledPosture | undefined;

  constructor(
    code: RuleCode,
    rules: readonly DecidingRule[],
    { posture, ...options }: ErrorOptions & { readonly posture?: RuledPosture | undefined } = {},
  ) {
    const named = rules.slice(0, MOST_NAMED).map(({ id }) => id);
    super(code, named.length === 0 ? "rules" : named.join(" "), options);
    this.rules = rules;
    this.posture = posture;
  }

  override get beside(): Beside {
    return { ...rulesBeside(this.rules), ...(this.posture === undefined ? {} : { posture: this.posture }) };
  }
}

/** The rules that decided, beside a refusal; no member without rules. */
export const rulesBeside = (rules: readonly DecidingRule[]): { readonly rules?: readonly DecidingRule[] } =>
  rules.length === 0 ? {} : { rules: rules.slice(0, MOST_RULES_IN_ERROR) };
