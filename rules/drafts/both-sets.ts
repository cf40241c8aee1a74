import type { Given } from "@nearside/shared/rules/given.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";
import type { RuleEngine } from "../engine.ts";
import { verdictFrom } from "../judging/combine.ts";
import { type Judgement, judge } from "../judging/judge.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";

const NO_RULE = "";

/** The outcome of each set. */
export interface BothOutcomes {
  readonly before: Outcome;
  readonly after: Outcome;
}

/**
 * Judges one login by two sets at once: a draft is mostly the set that it was made from, and the engine takes most of the time. The outcome
 * of each set is combined separately.
 */
export class BothSets {
  readonly #engine: RuleEngine;
  readonly #before: CompiledRules;
  readonly #after: CompiledRules;
  /** Every rule of both, once. Its id is its place here, since two rules of different texts may have the same id. */
  readonly #rules: readonly Rule[];
  readonly #places = new Map<Rule, string>();
  /** Places of the rules that both have, in the same mode. If no other rule applies, both sets agree. */
  readonly #shared: ReadonlySet<string>;
  /** Ids of the rules that only one has, or that differ between them. */
  readonly #differing: ReadonlySet<string>;

  constructor(engine: RuleEngine, before: CompiledRules, after: CompiledRules) {
    this.#engine = engine;
    this.#before = before;
    this.#after = after;
    const rules: Rule[] = [];
    const byText = new Map<string, string>();
    for (const rule of [...before.rules, ...after.rules]) {
      const place = byText.get(rule.text) ?? String(rules.length);
      if (!byText.has(rule.text)) rules.push({ ...rule, id: place });
      byText.set(rule.text, place);
      this.#places.set(rule, place);
    }
    this.#rules = rules;
    const keyOf = (rule: Rule) => `${rule.mode} ${this.#placeOf(rule)}`;
    const [ours, theirs] = [new Set(before.rules.map(keyOf)), new Set(after.rules.map(keyOf))];
    this.#shared = new Set(before.rules.filter((rule) => theirs.has(keyOf(rule))).map((rule) => this.#placeOf(rule)));
    const own = [
      ...before.rules.filter((rule) => !theirs.has(keyOf(rule))),
      ...after.rules.filter((rule) => !ours.has(keyOf(rule))),
    ];
    this.#differing = new Set(own.map(({ id }) => id));
  }

  /** Null if both sets agree. */
  outcomesOf(given: Given): BothOutcomes | null {
    const { applies, failed } = judge(this.#engine, { rules: this.#rules }, given);
    const applying = new Set(applies.map(({ id }) => id));
    // no rule is named where the request itself was invalid, and then both sets say so
    const failing = new Map(failed.map(({ of, message }) => [of?.id ?? NO_RULE, message]));
    if (![...applying, ...failing.keys()].some((place) => place !== NO_RULE && !this.#shared.has(place))) return null;
    const outcomeOf = (set: CompiledRules): Outcome => {
      const mapped: Judgement = {
        applies: set.rules.filter((rule) => applying.has(this.#placeOf(rule))),
        failed: set.rules.flatMap((of) => {
          const message = failing.get(this.#placeOf(of));
          return message === undefined ? [] : [{ rule: of.id, of, message }];
        }),
      };
      const { outcome, because, rules, demands } = verdictFrom(this.#engine, set, mapped, given);
      return { outcome, because, rules, demands };
    };
    return { before: outcomeOf(this.#before), after: outcomeOf(this.#after) };
  }

  /** The rules that make the difference: those that decide now, or otherwise those that did so before and no longer do. */
  causesOf({ before, after }: BothOutcomes): readonly BothOutcomes["after"]["rules"][number][] {
    const differing = ({ rules }: Outcome) => rules.filter(({ id }) => this.#differing.has(id));
    const now = differing(after);
    const isGone = after.outcome === "allow" && before.outcome === "deny";
    const last = differing(before);
    return (isGone && last.length > 0) || now.length === 0 ? last : now;
  }

  #placeOf(rule: Rule): string {
    const place = this.#places.get(rule);
    if (place === undefined) throw new Error("a rule of neither set");
    return place;
  }
}

/** The set with every rule in report-only promoted. */
export const promoted = (set: CompiledRules): CompiledRules => ({
  ...set,
  rules: set.rules.map((rule) => ({ ...rule, mode: "enforced" })),
});
