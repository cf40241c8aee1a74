import { MOST_RULES_IN_ERROR } from "@nearside/shared/api/api-error.ts";
import type { Newcomer } from "@nearside/shared/api/second-wait.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { RuledPosture } from "@nearside/shared/posture/ruled-posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { type Beside, WireRefusal } from "../wire-error.ts";

export type RuleCode = Extract<
  RefusalCode,
  "rule_denied" | "rule_unmet" | "rules_failed" | "approval_too_old" | "co_approver_missing"
>;

/** A person who does not count yet. Only the id is stored with a login: the name may change, or be erased. */
interface NewcomerById extends Newcomer {
  readonly id: string;
}

interface RefusedByRulesOptions extends ErrorOptions {
  readonly posture?: RuledPosture | undefined;
  readonly newcomers?: readonly NewcomerById[] | undefined;
}

/** The log names at most this many rules of one refusal. */
const MOST_NAMED = 8;

/** Rules say no, or ask for what is not there. `field` names them for the log. */
export class RefusedByRules extends WireRefusal<RuleCode> {
  readonly rules: readonly DecidingRule[];
  /** The machine says this of itself, as far as the rules of the set look at it. */
  readonly posture: RuledPosture | undefined;
  /** Set with `co_approver_missing`: the people who do not count yet. */
  readonly newcomers: readonly NewcomerById[];

  constructor(
    code: RuleCode,
    rules: readonly DecidingRule[],
    { posture, newcomers = [], ...options }: RefusedByRulesOptions = {},
  ) {
    const named = rules.slice(0, MOST_NAMED).map(({ id }) => id);
    super(code, named.length === 0 ? "rules" : named.join(" "), options);
    this.rules = rules;
    this.posture = posture;
    this.newcomers = newcomers;
  }

  override get beside(): Beside {
    const { rules, posture, newcomers } = this;
    return {
      ...rulesBeside(rules),
      ...newcomersBeside(newcomers),
      ...(posture === undefined ? {} : { posture }),
    };
  }
}

/** The rules that decided, beside a refusal; no member without rules. */
export const rulesBeside = (rules: readonly DecidingRule[]): { readonly rules?: readonly DecidingRule[] } =>
  rules.length === 0 ? {} : { rules: rules.slice(0, MOST_RULES_IN_ERROR) };

/** The people who do not count yet, beside a refusal; no member without any. */
export const newcomersBeside = (newcomers: readonly Newcomer[]): { readonly newcomers?: Newcomer[] } =>
  newcomers.length === 0 ? {} : { newcomers: newcomers.map(({ name, counts_from }) => ({ name, counts_from })) };
