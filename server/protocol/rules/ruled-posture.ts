import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { isInOrder, POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { type RuledPosture, ruledPostureSchema } from "@nearside/shared/posture/ruled-posture.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import * as v from "valibot";
import type { WithRules } from "./active-rules.ts";

/** The same where something is wrong, so that its person is told before rules refuse; undefined otherwise. */
export function amissPosture(services: WithRules, set: CompiledRules, given: Given): RuledPosture | undefined {
  const ruled = ruledPosture(services, set, given);
  const isAmiss = POSTURE_NAMES.some((name) => {
    const fact = ruled?.facts[name];
    return fact !== undefined && !isInOrder(name, fact);
  });
  return isAmiss ? ruled : undefined;
}

/** The reported facts that the rules of the set look at; undefined where they look at none, or the machine reported nothing. */
export function ruledPosture({ rules }: WithRules, set: CompiledRules, given: Given): RuledPosture | undefined {
  const { posture, machine } = given;
  const facts = rules.postureReadBy(set).facts.flatMap((name) => {
    const told = posture?.[name];
    return told === undefined ? [] : [[name, { value: told.fact, age: told.age, source: told.source }] as const];
  });
  if (facts.length === 0) return undefined;
  return v.parse(ruledPostureSchema, { os: machine.os, facts: Object.fromEntries(facts) });
}
