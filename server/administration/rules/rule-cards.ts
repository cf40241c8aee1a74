import { cardOf } from "@nearside/rules/cards/cards.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { RuleShown } from "@nearside/shared/api/console/rules.ts";

/**
 * The rules of the active sets, as the console shows them. The cards of thousands of rules take tenths of a second of the
 * server's own thread, so they are made once for each set.
 */
export class RuleCards {
  readonly #bySet = new WeakMap<CompiledRules, RuleShown[]>();

  of(set: CompiledRules): RuleShown[] {
    const cards = this.#bySet.get(set) ?? shownRules(set);
    this.#bySet.set(set, cards);
    return cards;
  }
}

export interface WithRuleCards {
  readonly ruleCards: RuleCards;
}

/** Shows each rule of a set as the console does. */
export function shownRules({ text, rules }: CompiledRules): RuleShown[] {
  let line = 1;
  let counted = 0;
  return rules.map((rule) => {
    const { id, title, kind, mode, says, demands, offset, text: own } = rule;
    for (; counted < offset; counted += 1) if (text[counted] === "\n") line += 1;
    return { id, title, kind, report_only: mode === "report_only", says, demands, line, text: own, card: cardOf(rule) };
  });
}
