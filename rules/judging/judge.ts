import type { AuthorizationAnswer } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";
import { EngineFailed, isTrap, type RuleEngine } from "../engine.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";
import { type EngineRequest, requestOf } from "./request-of.ts";
import { type InScope, scopesOf } from "./scope.ts";

/** The engine's answer about each rule. */
export interface Judgement {
  /** Rules whose scope and condition hold, in the order of the set. */
  readonly applies: readonly Rule[];
  /** Rules that could not be evaluated, so that nobody knows if they apply. */
  readonly failed: readonly {
    /** Empty where the request itself was invalid, and then every rule failed. */
    readonly rule: string;
    readonly of: Rule | null;
    readonly message: string;
  }[];
}

/**
 * Asks the engine in one call which rules apply. It gets each rule as a permit, since a policy set that denies names nothing but its
 * forbids; `combine.ts` makes a verdict from the rules that apply. A rule that fails is reported, never skipped.
 *
 * @param rules the same array for the same set: derived values are cached by it
 */
export function judge(engine: RuleEngine, { rules }: Pick<CompiledRules, "rules">, given: Given): Judgement {
  const { matching, whole } = scopesOf(engine, rules);
  const inScope = matching(given);
  const { certain, rules: open, reads } = inScope;
  const inOrder = (places: readonly number[]) =>
    [...new Set(places)].sort((one, other) => one - other).flatMap((at) => rules[at] ?? []);
  if (open.length === 0) return { applies: inOrder(certain), failed: [] };
  const answer = ask(engine, requestOf(given, reads), inScope, whole);
  if (answer.type === "failure")
    return { applies: [], failed: answer.errors.map(({ message }) => ({ rule: "", of: null, message })) };
  const { reason, errors } = answer.response.diagnostics;
  return {
    applies: inOrder([...certain, ...reason.map(Number)]),
    // in the order of the set; the engine's own order varies
    failed: errors
      .map(({ policyId, error: { message } }) => ({ at: Number(policyId), message }))
      .sort((one, other) => one.at - other.at)
      .map(({ at, message }) => {
        const of = rules[at] ?? null;
        return { rule: of?.id ?? "", of, message };
      }),
  };
}

function ask(engine: RuleEngine, request: EngineRequest, wanted: InScope, whole: InScope): AuthorizationAnswer {
  try {
    return engine.ask((cedar, slots) => {
      const preparsedPolicySetId = slots.slotOf(wanted, whole);
      try {
        return cedar.statefulIsAuthorized({ ...request, preparsedPolicySetId });
      } catch (cause) {
        if (isTrap(cause)) throw cause;
        return failure(cause); // a text that is no Unicode, such as a name with half a surrogate pair
      }
    });
  } catch (cause) {
    if (!(cause instanceof EngineFailed)) throw cause;
    return failure(cause);
  }
}

const failure = (cause: unknown): AuthorizationAnswer => ({
  type: "failure",
  errors: [
    {
      message: cause instanceof Error ? cause.message : "unreadable",
      help: null,
      code: null,
      url: null,
      severity: null,
    },
  ],
  warnings: [],
});
