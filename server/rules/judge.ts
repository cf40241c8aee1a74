import type { AuthorizationAnswer } from "@cedar-policy/cedar-wasm/nodejs";
import type { Given } from "@nearside/shared/rules/given.ts";
import { askEngine, EngineFailed } from "./engine.ts";
import { type EngineRequest, requestOf } from "./request-of.ts";
import type { CompiledRules, Rule } from "./rule.ts";
import { SCHEMA_NAME } from "./schema.ts";
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
  const { whole, matching } = scopesOf(rules);
  return answerOf(rules, matching(given), whole, given);
}

/**
 * The same, with the whole set given to the engine each time. Among the logins of many people the rules in scope are ever others, and
 * to read so many sets takes the engine longer than to ask the one of all its rules.
 */
export function judgeByAll({ rules }: Pick<CompiledRules, "rules">, given: Given): Judgement {
  const { whole } = scopesOf(rules);
  return answerOf(rules, whole, whole, given);
}

function answerOf(rules: readonly Rule[], inScope: InScope, whole: InScope, given: Given): Judgement {
  if (inScope.rules.length === 0) return { applies: [], failed: [] };
  const answer = ask(inScope, whole, requestOf(given, inScope.reads));
  if (answer.type === "failure")
    return { applies: [], failed: answer.errors.map(({ message }) => ({ rule: "", of: null, message })) };
  const { reason, errors } = answer.response.diagnostics;
  return {
    applies: reason
      .map(Number)
      .sort((one, other) => one - other)
      .flatMap((at) => rules[at] ?? []),
    failed: errors.map(({ policyId, error: { message } }) => {
      const of = rules[Number(policyId)] ?? null;
      return { rule: of?.id ?? "", of, message };
    }),
  };
}

function ask(inScope: InScope, whole: InScope, asked: EngineRequest): AuthorizationAnswer {
  try {
    return askEngine((engine, run) =>
      engine.statefulIsAuthorized({
        ...asked,
        preparsedPolicySetId: slotOf(engine, run, inScope, whole),
        preparsedSchemaName: SCHEMA_NAME,
        validateRequest: true,
      }),
    );
  } catch (cause) {
    if (!(cause instanceof EngineFailed)) throw cause;
    return { type: "failure", errors: [{ ...NO_DETAILS, message: cause.message }], warnings: [] };
  }
}

const NO_DETAILS = { help: null, code: null, url: null, severity: null };
