import cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";
import { type EngineRequest, requestOf } from "./request-of.ts";
import type { CompiledRules, Rule } from "./rule.ts";
import { SCHEMA_NAME } from "./schema.ts";
import { scopeCanMatch } from "./scope.ts";
import { slotOf } from "./slots.ts";

/** What the engine says of each rule. */
export interface Judgement {
  /** Scope and condition hold. In the order of the set. */
  readonly applies: readonly Rule[];
  /** Could not be evaluated: nobody knows whether they apply. Empty id: the question itself was not in order. */
  readonly failed: readonly { readonly rule: string; readonly message: string }[];
}

/**
 * Asks the engine of every rule whether it applies, in one call. It is given each of them as a permit, since a policy set that denies
 * names nothing but its forbids; what comes of the rules that apply is `combine.ts`'s. A rule that fails is told, never passed over.
 */
export function judge({ rules }: Pick<CompiledRules, "rules">, given: Given): Judgement {
  const asked = requestOf(given);
  return answerOf(
    rules.filter(({ policy }) => scopeCanMatch(policy, asked)),
    asked,
  );
}

/**
 * The same, with the whole set given to the engine each time. Among the logins of many people the rules in scope are ever others, and
 * to read so many sets takes the engine longer than to ask the one of all its rules.
 */
export const judgeByAll = ({ rules }: Pick<CompiledRules, "rules">, given: Given): Judgement =>
  answerOf(rules, requestOf(given));

function answerOf(rules: readonly Rule[], asked: EngineRequest): Judgement {
  if (rules.length === 0) return { applies: [], failed: [] };
  const answer = ask(rules, asked);
  if (answer.type === "failure")
    return { applies: [], failed: answer.errors.map(({ message }) => ({ rule: "", message })) };
  const { reason, errors } = answer.response.diagnostics;
  const named = new Set(reason);
  return {
    applies: rules.filter((_, at) => named.has(String(at))),
    failed: errors.map(({ policyId, error }) => ({
      rule: rules[Number(policyId)]?.id ?? "",
      message: error.message,
    })),
  };
}

function ask(rules: readonly Rule[], asked: EngineRequest) {
  const slot = slotOf(contentOf(rules), () =>
    Object.fromEntries(
      rules.map(({ policy }, at) => [String(at), { ...policy, effect: "permit" as const, annotations: {} }]),
    ),
  );
  return cedar.statefulIsAuthorized({
    ...asked,
    preparsedPolicySetId: slot,
    preparsedSchemaName: SCHEMA_NAME,
    validateRequest: true,
  });
}

// by the objects themselves: a compiled set lives as long as it rules
const numbers = new WeakMap<Rule, number>();
let next = 0;

function contentOf(rules: readonly Rule[]): string {
  return rules
    .map((rule) => {
      const known = numbers.get(rule);
      if (known !== undefined) return known;
      numbers.set(rule, next);
      return next++;
    })
    .join(",");
}
