import { bothOf, NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compileRules } from "../reading/compile.ts";
import type { CompiledRules } from "../reading/rule.ts";
import { RulesRefused } from "../reading/rules-refused.ts";
import { anyGiven, anyPlainRules, anyRules } from "../testing/any-rules.ts";
import { engine } from "../testing/engine.ts";
import { verdictOf } from "./combine.ts";
import { requestOf } from "./request-of.ts";

// The engine is asked about each rule alone, as a permit, and we combine its answers ourselves. Where rules only permit or forbid, the
// result has to be Cedar's own decision, and our additions must not change it.

const GIVENS = fc.array(anyGiven, { minLength: 3, maxLength: 6 });

/** The set. Undefined where the engine finds by itself that a rule can never apply, which we refuse. */
function compiled(rules: readonly string[]): CompiledRules | undefined {
  try {
    return compileRules(engine, rules.join(""), "draft");
  } catch (refused) {
    if (refused instanceof RulesRefused && refused.problems.every(({ message }) => message.includes("impossible")))
      return undefined;
    throw refused;
  }
}

/** Cedar's own decision on the unchanged texts. */
function decidedByCedar(rules: readonly string[], given: Given) {
  const staticPolicies = Object.fromEntries(rules.map((text, at) => [`r${at}`, text]));
  const answer = engine.ask((cedar) => cedar.isAuthorized({ ...requestOf(given), policies: { staticPolicies } }));
  if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
  const { decision, diagnostics } = answer.response;
  return {
    decision,
    reason: [...diagnostics.reason].sort(),
    failed: diagnostics.errors.map(({ policyId }) => policyId).sort(),
  };
}

it("is what Cedar decides, and for its reasons, where rules only permit or forbid", () => {
  const seen = { allow: 0, forbidden: 0, not_permitted: 0, error: 0 };
  fc.assert(
    fc.property(anyPlainRules, GIVENS, (rules, givens) => {
      const set = compiled(rules);
      fc.pre(set !== undefined);
      for (const given of givens) {
        // a host that nobody knows takes more than Cedar's own answer (combine.test.ts)
        if (given.place?.known === "unknown") continue;
        const verdict = verdictOf(engine, set, given);
        const ids = verdict.rules.map(({ id }) => id).sort();
        const cedar = decidedByCedar(rules, given);
        if (cedar.failed.length > 0) expect([verdict.because, ids]).toEqual(["error", cedar.failed]);
        else expect([verdict.outcome, ids]).toEqual([cedar.decision, cedar.reason]);
        seen[verdict.because === null || verdict.because === "impossible" ? "allow" : verdict.because] += 1;
      }
    }),
    { numRuns: 80 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
});

it("is moved by no rule in report-only, and by no order", () => {
  fc.assert(
    fc.property(anyRules, anyGiven, (rules, given) => {
      const set = compiled(rules);
      fc.pre(set !== undefined);
      const { would, reports, ...verdict } = verdictOf(engine, set, given);
      const enforced = compiled(rules.filter((rule) => !rule.includes("report-only")));
      const { would: _, reports: none, ...alone } = verdictOf(engine, enforced ?? set, given);
      expect([alone, none]).toEqual([verdict, []]);
      const promoted = compiled(rules.map((rule) => rule.replace('@mode("report-only") ', "")));
      const { outcome, because, demands } = verdictOf(engine, promoted ?? set, given);
      expect(would ?? verdict).toMatchObject({ outcome, because, demands });
      const turned = verdictOf(engine, compiled([...rules].reverse()) ?? set, given);
      expect([turned.outcome, turned.because]).toEqual([verdict.outcome, verdict.because]);
    }),
    { numRuns: 60 },
  );
});

it("asks for all that any rule asks for, and a rule that forbids or asks never permits", () => {
  fc.assert(
    fc.property(anyRules, anyGiven, fc.nat(), (rules, given, at) => {
      const set = compiled(rules);
      fc.pre(set !== undefined && rules.length > 0);
      const whole = verdictOf(engine, set, given);
      const without = rules.filter((_, index) => index !== at % rules.length);
      const left = set.rules[at % rules.length];
      const fewer = verdictOf(engine, compiled(without) ?? set, given);
      if (left?.kind !== "permit" && fewer.outcome === "deny") expect(whole.outcome).toBe("deny");
      if (whole.outcome === "deny") return;
      for (const { id } of whole.rules) {
        const { demands } = set.rules.find((rule) => rule.id === id) ?? { demands: NO_DEMANDS };
        // nothing is left to add
        expect(bothOf(whole.demands, demands)).toEqual(whole.demands);
      }
    }),
    { numRuns: 60 },
  );
});
