import type { AuthorizationAnswer } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";
import { askEngine, type Engine, EngineFailed, isTrap } from "./engine.ts";
import { type EngineRequest, requestOf } from "./request-of.ts";
import type { CompiledRules, Rule } from "./rule.ts";
import { type InScope, scopesOf } from "./scope.ts";
import { slotOf } from "./slots.ts";

/** What the engine says of each rule. */
export interface Judgement {
  /** Scope and condition hold. In the order of the set. */
  readonly applies: readonly Rule[];
  /** Could not be evaluated: nobody knows whether they apply. */
  readonly failed: readonly {
    /** Empty where the question itself was not in order, which no rule survives. */
    readonly rule: string;
    readonly of: Rule | null;
    readonly message: string;
  }[];
}

/**
 * Asks the engine of every rule whether it applies, in one call. It is given each of them as a permit, since a policy set that denies
 * names nothing but its forbids; what comes of the rules that apply is `combine.ts`'s. A rule that fails is told, never passed over.
 *
 * @param rules the same array for the same set: what is known of it is kept by it
 */
export function judge({ rules }: Pick<CompiledRules, "rules">, given: Given): Judgement {
  const scopes = scopesOf(rules);
  const matching = scopes.matching(given);
  return answered(rules, matching, given, (engine, run) => slotOf(engine, run, matching, scopes.whole));
}

/**
 * The same, with the whole set given to the engine each time. Among the logins of many people the rules in scope are ever others, and
 * to read so many sets takes the engine longer than to ask the one of all its rules.
 */
export function judgeByAll({ rules }: Pick<CompiledRules, "rules">, given: Given): Judgement {
  const { matching, whole } = scopesOf(rules);
  return answered(rules, matching(given), given, (engine, run) => slotOf(engine, run, whole, whole));
}

type Slot = (engine: Engine, run: number) => string;

function answered(
  rules: readonly Rule[],
  { certain, rules: open, reads }: InScope,
  given: Given,
  slot: Slot,
): Judgement {
  const inOrder = (places: readonly number[]) =>
    [...new Set(places)].sort((one, other) => one - other).flatMap((at) => rules[at] ?? []);
  if (open.length === 0) return { applies: inOrder(certain), failed: [] };
  const answer = ask(requestOf(given, reads), slot);
  if (answer.type === "failure")
    return { applies: [], failed: answer.errors.map(({ message }) => ({ rule: "", of: null, message })) };
  const { reason, errors } = answer.response.diagnostics;
  return {
    applies: inOrder([...certain, ...reason.map(Number)]),
    // in the order of the set too: the engine tells them in any
    failed: errors
      .map(({ policyId, error: { message } }) => ({ at: Number(policyId), message }))
      .sort((one, other) => one.at - other.at)
      .map(({ at, message }) => {
        const of = rules[at] ?? null;
        return { rule: of?.id ?? "", of, message };
      }),
  };
}

function ask(asked: EngineRequest, slot: Slot): AuthorizationAnswer {
  try {
    return askEngine((engine, run) => {
      const preparsedPolicySetId = slot(engine, run);
      try {
        return engine.statefulIsAuthorized({ ...asked, preparsedPolicySetId });
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
