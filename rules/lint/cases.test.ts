import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../judging/judge.ts";
import { compileRules } from "../reading/compile.ts";
import { RulesRefused } from "../reading/rules-refused.ts";
import { anyGiven, anyPlainRules } from "../testing/any-rules.ts";
import { engine } from "../testing/engine.ts";
import { casesOf, implies } from "./cases.ts";

const casesIn = (rest: string) => {
  const [rule] = compileRules(engine, `@id("a") permit ${rest};`, "draft").rules;
  return rule === undefined ? undefined : casesOf(rule.policy);
};
const when = (condition: string) => casesIn(`(principal, action, resource) when { ${condition} }`);

describe("a rule that can never apply has no case", () => {
  it.each([
    "context.time.hour < 6 && context.time.hour > 22",
    "context.time.hour > 23",
    "24 <= context.time.hour",
    "context.time.minute == 60",
    "context.machine.age_hours < 0",
    'context.time.weekday == "Monday"',
    'context.time.weekday == "monday" && context.time.weekday == "sunday"',
    '["saturday", "sunday"].contains(context.time.weekday) && !(["saturday", "sunday"].contains(context.time.weekday))',
    'principal.role == "admin"',
    'principal.role != "owner" && principal.role == "owner"',
    'context.machine.key_storage == "secure-enclave"',
    "context.session.remote && !context.session.remote",
    "context.session.remote == true && context.session.remote == false",
    'context.scopes.contains("a") && !(context.scopes.contains("a"))',
    'principal == User::"a" && principal == User::"b"',
    'principal in Group::"a" && !(principal in Group::"a")',
    "context has posture && context.posture has managed && context.posture.managed",
    "context has posture.managed && context.posture.managed",
    'context has posture.firewall && context.posture.firewall.fact == "perhaps"',
    "context has posture.firewall && context.posture.firewall.age < 0",
    "context has agent.calls_left && context.agent.calls_left < 0",
    'context has agent && context.agent.tools.contains("a") && !(context.agent.tools.contains("a"))',
    'action == Action::"approve" && context has approval_age_seconds && context.approval_age_seconds > 5',
    "if context.session.remote then context.session.container && !context.session.container else context.session.remote",
  ])("%s", (condition) => {
    expect(when(condition)).toEqual([]);
    expect(casesIn(`(principal, action, resource) unless { !(${condition}) }`)).toEqual([]);
  });

  it("by its scope and its condition together", () => {
    expect(casesIn('(principal in Group::"a", action, resource) unless { principal in Group::"a" }')).toEqual([]);
    expect(
      casesIn('(principal, action in [Action::"approve"], resource) when { context has approval_age_seconds }'),
    ).toEqual([]);
  });
});

describe("a condition that may hold has one", () => {
  it.each([
    'context has posture.firewall && context.posture.firewall.fact == "off"',
    "context.time.hour < 6 || context.time.hour > 22",
    "context.time.hour >= 23",
    'context.time.weekday == "monday"',
    "context.machine.age_hours < 9007199254740993 && context.machine.age_hours > 9007199254740992",
    'context.machine.hostname == "a" && context.machine.os == "a"',
    'context.machine.hostname like "a*" && context.machine.hostname like "*b"',
    "context has approval_age_seconds && context.approval_age_seconds > 5",
    'context.network.cli == ip("192.0.2.1") && context.network.cli == ip("192.0.2.2")',
  ])("%s", (condition) => expect(when(condition)).not.toEqual([]));

  it("and what is too much is not followed", () => {
    const either = Array.from({ length: 12 }, (_, n) => `(context.time.hour == ${n} || context.time.minute == ${n})`);
    expect(when(either.join(" && "))).toBeNull();
  });
});

const NEVER = '@id("never") permit (principal, action, resource) when { context.time.hour > 23 };';

it("concludes nothing that the engine gainsays", () => {
  const seen = { never: 0, implied: 0 };
  fc.assert(
    fc.property(anyPlainRules, fc.array(anyGiven, { minLength: 8, maxLength: 8 }), (texts, givens) => {
      const rules = texts.flatMap((text) => {
        try {
          return compileRules(engine, text, "draft").rules;
        } catch (refused) {
          if (refused instanceof RulesRefused) return [];
          throw refused;
        }
      });
      const applying = givens.map((given) => new Set(judge(engine, { rules }, given).applies));
      for (const rule of rules) {
        const cases = casesOf(rule.policy);
        if (cases?.length === 0) {
          seen.never += 1;
          for (const applies of applying) expect(applies.has(rule), rule.text).toBe(false);
        }
        for (const other of rules) {
          const wide = casesOf(other.policy);
          if (other === rule || wide === null || !cases?.every((one) => wide.some((two) => implies(one, two))))
            continue;
          seen.implied += 1;
          for (const applies of applying)
            if (applies.has(rule) && !other.text.includes("9223372036854775807"))
              expect(applies.has(other), `${rule.text} → ${other.text}`).toBe(true);
        }
      }
    }),
    // some eight in forty can never apply, and now and then there is no such rule
    { numRuns: 40, examples: [[[NEVER], fc.sample(anyGiven, 8)]] },
  );
  expect(seen.never).toBeGreaterThan(0);
  expect(seen.implied).toBeGreaterThan(0);
});
