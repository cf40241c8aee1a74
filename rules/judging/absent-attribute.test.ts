import type { Given } from "@nearside/shared/rules/given.ts";
import { describe, expect, it } from "vitest";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { compileRules } from "../reading/compile.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";
import { RulesRefused } from "../reading/rules-refused.ts";
import { engine } from "../testing/engine.ts";
import { verdictOf } from "./combine.ts";
import { requestOf } from "./request-of.ts";

// Cedar skips a policy that it cannot evaluate, so a forbid that reads a missing attribute would allow the people whom it was written to
// keep out. Two things prevent this, and each is tested without the other: validation refuses such a rule; and if one ruled anyway, a
// rule that can't be evaluated is a refusal.

const PERMIT = '@id("everybody")\npermit (principal, action, resource);\n';
const forbid = (condition: string, id = "keeps-out") =>
  `@id("${id}")\nforbid (principal, action, resource)\n${condition};\n`;

interface Vector {
  readonly called: string;
  readonly condition: string;
  /** This is that rule, which asks `has` first. */
  readonly guarded: string;
  readonly given: Given;
}

const VECTORS: readonly Vector[] = [
  {
    called: "the last approval, where there was no approval",
    condition: "when { context.history.last_approval_seconds > 3600 }",
    guarded: "unless { context.history has last_approval_seconds && context.history.last_approval_seconds <= 3600 }",
    given: ordinaryBut({}),
  },
  {
    called: "the age of an approval that has yet to be given",
    condition: "unless { context.approval_age_seconds < 60 }",
    guarded: "unless { context has approval_age_seconds && context.approval_age_seconds < 60 }",
    given: ordinaryBut({}),
  },
  {
    called: "a reason that nobody typed",
    condition: 'unless { context.justification like "*incident*" }',
    guarded: 'unless { context has justification && context.justification like "*incident*" }',
    given: ordinaryBut({}),
  },
  {
    called: "a ticket that nobody typed",
    condition: 'when { context.ticket == "" }',
    guarded: 'unless { context has ticket && context.ticket != "" }',
    given: ordinaryBut({}),
  },
  {
    called: "the posture of a machine that says nothing",
    condition: "unless { context.posture.managed }",
    guarded: "unless { context has posture && context.posture has managed && context.posture.managed }",
    given: ordinaryBut({ posture: undefined }),
  },
  {
    called: "half of a posture",
    condition: "unless { context has posture && context.posture.encrypted }",
    guarded: "unless { context has posture && context.posture has encrypted && context.posture.encrypted }",
    given: ordinaryBut({ posture: { encrypted: undefined } }),
  },
  {
    called: "a fact that the machine did not tell",
    condition: 'when { context has posture && context.posture.firewall.fact == "off" }',
    guarded: 'unless { context has posture.firewall && context.posture.firewall.fact == "on" }',
    given: ordinaryBut({ posture: { firewall: undefined } }),
  },
  {
    called: "an agent where there is no agent",
    condition: 'when { context.agent.tools.contains("deploy") }',
    guarded: 'unless { context has agent && !(context.agent.tools.contains("deploy")) }',
    given: ordinaryBut({}),
  },
  {
    called: "the calls of a lease that counts none",
    condition: "when { context has agent && context.agent.calls_left > 100 }",
    guarded: "unless { context has agent.calls_left && context.agent.calls_left <= 100 }",
    given: ordinaryBut({ agent: { name: "Claude Code", tools: [], any_tool: true } }),
  },
];

/** A rule that was read and not validated, which no published set can contain. */
function withoutValidation(text: string): CompiledRules {
  const whole = compileRules(engine, PERMIT, "draft");
  const parsed = engine.ask((cedar) => cedar.policyToJson(text));
  if (parsed.type === "failure") throw new Error(parsed.errors[0]?.message);
  const [permit] = whole.rules;
  if (permit === undefined) throw new Error("no rule");
  const rule: Rule = {
    ...permit,
    id: "keeps-out",
    kind: "forbid",
    text,
    policy: parsed.json,
    asPermit: text.slice(text.indexOf("forbid")).replace("forbid", "permit"),
  };
  return { ...whole, rules: [permit, rule] };
}

describe.each(VECTORS)("a forbid that reads $called", ({ condition, guarded, given }) => {
  it("is skipped by the engine, which allows the login", () => {
    const answer = engine.ask((cedar) =>
      cedar.isAuthorized({ ...requestOf(given), policies: { staticPolicies: { a: PERMIT, b: forbid(condition) } } }),
    );
    if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
    expect(answer.response.decision).toBe("allow");
    expect(answer.response.diagnostics.errors).toMatchObject([{ policyId: "b" }]);
  });

  it("is no valid rule, and the place is told", () => {
    try {
      compileRules(engine, PERMIT + forbid(condition), "draft");
      expect.unreachable();
    } catch (refused) {
      if (!(refused instanceof RulesRefused)) throw refused;
      const [first] = refused.problems;
      expect([first]).toMatchObject([
        {
          rule: "keeps-out",
          line: 5,
          message: expect.stringMatching(/unable to guarantee safety of access to optional/),
        },
      ]);
    }
  });

  it("denies, if it rules anyway", () => {
    expect(verdictOf(engine, withoutValidation(forbid(condition)), given)).toMatchObject({
      outcome: "deny",
      because: "error",
      rules: [{ id: "keeps-out" }],
    });
  });

  it("keeps out whom it was written for, once it asks `has`", () => {
    expect(verdictOf(engine, compileRules(engine, PERMIT + forbid(guarded), "draft"), given)).toMatchObject({
      outcome: "deny",
      because: "forbidden",
    });
  });
});

describe("everything else that can't be evaluated denies as well", () => {
  const OVERFLOW = `@id("counts") forbid (principal, action, resource)
when { context.machine.age_hours * 9223372036854775807 > 5 };`;

  it("a sum that is too large", () => {
    const set = compileRules(engine, PERMIT + OVERFLOW, "draft");
    expect(verdictOf(engine, set, ordinaryBut({}))).toMatchObject({
      outcome: "deny",
      because: "error",
      rules: [{ id: "counts" }],
    });
    expect(verdictOf(engine, set, ordinaryBut({ machine: { age_hours: 0 } })).outcome).toBe("allow");
  });

  it("in a permit, though another permit allows the login", () => {
    const set = compileRules(engine, PERMIT + OVERFLOW.replace("forbid", "permit"), "draft");
    expect(verdictOf(engine, set, ordinaryBut({}))).toMatchObject({ outcome: "deny", because: "error" });
  });

  it("but not in report-only, where it is told and does nothing", () => {
    const set = compileRules(engine, PERMIT + OVERFLOW.replace("forbid", '@mode("report-only")\nforbid'), "draft");
    expect(verdictOf(engine, set, ordinaryBut({}))).toMatchObject({
      outcome: "allow",
      would: { outcome: "deny", because: "error", rules: [{ id: "counts" }] },
    });
  });

  it.each<[string, Partial<Given>]>([
    ["an invalid address", { network: { cli: "::1%lo", browser: "nowhere", same: false } }],
    ["an invalid number", { machine: { ...ordinaryBut({}).machine, age_hours: 1.5 } }],
    ["a number beyond 64 bits", { machine: { ...ordinaryBut({}).machine, age_hours: 1e20 } }],
    ["a text that is no Unicode", { scopes: ["write", "\ud800"] }],
    ["a text where a set belongs", { scopes: "read" as never }],
  ])("a question with %s", (_, differing) => {
    const set = compileRules(
      engine,
      `${PERMIT}@id("b") forbid (principal, action, resource)
       when { context.machine.age_hours < 1 && context.network.browser.isLoopback() }
       unless { context.scopes.contains("write") };`,
      "draft",
    );
    const given = { ...ordinaryBut({ machine: { age_hours: 0 }, network: { browser: "127.0.0.1" } }), ...differing };
    expect(verdictOf(engine, set, given)).toMatchObject({ outcome: "deny", because: "error" });
  });
});
