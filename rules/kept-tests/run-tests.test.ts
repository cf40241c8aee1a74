import { MOST_RULES_TEXT } from "@nearside/shared/rules/notation.ts";
import type { RuleTest } from "@nearside/shared/rules/rule-tests.ts";
import { describe, expect, it } from "vitest";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { readTests, TestsRefused } from "./read-tests.ts";
import { runTests } from "./run-tests.ts";

const SET = compileRules(
  engine,
  `@id("everybody") permit (principal, action, resource);
@id("remote") forbid (principal, action == Action::"approve", resource) when { context.session.remote };
@id("old") @require_fresh_touch("60s") forbid (principal, action == Action::"refresh", resource)
  when { context has approval_age_seconds && context.approval_age_seconds > 300 };
@id("tried") @mode("report-only") forbid (principal in Group::"ops", action, resource);`,
  "draft",
);
const problem = (given: RuleTest["given"], expected: RuleTest["expect"]) =>
  runTests(engine, SET, [{ name: "a", given, expect: expected }])[0]?.problem;

describe("a test beside rules", () => {
  it("passes where all that it says is so", () => {
    const tests: RuleTest[] = [
      {
        name: "an ordinary login",
        given: {},
        expect: { outcome: "allow", rules: ["everybody"], demands: { attested: false } },
      },
      {
        name: "from afar",
        given: { session: { remote: true } },
        expect: { outcome: "deny", because: "forbidden", rules: ["remote"] },
      },
      {
        name: "an ordinary refresh",
        given: { action: "refresh" },
        expect: { outcome: "allow", demands: { fresh_touch: 60 } },
      },
      {
        name: "a fresh one",
        given: { action: "refresh", approval_age_seconds: 5 },
        expect: { outcome: "allow", demands: { fresh_touch: null } },
      },
      {
        name: "what would be",
        given: { person: { groups: ["ops"] } },
        expect: { outcome: "allow", reports: ["tried"] },
      },
    ];
    expect(runTests(engine, SET, tests)).toEqual(tests.map(({ name }) => ({ name, passed: true, problem: null })));
  });

  it("says in words what was otherwise, all of it", () => {
    expect(problem({ session: { remote: true } }, { outcome: "allow" })).toBe(
      "expected allow, got deny because forbidden (remote)",
    );
    expect(problem({}, { outcome: "deny", because: "forbidden", rules: ["remote"] })).toBe(
      "expected deny, got allow (everybody); expected the reason forbidden, got none, because it is allowed; expected the rule remote to decide, but everybody did",
    );
    expect(problem({}, { outcome: "allow", demands: { fresh_touch: 60 }, reports: ["tried"] })).toBe(
      "expected the rule tried to report, but no rule did; expected fresh_touch to be 60, got null",
    );
  });
});

describe("their text", () => {
  it("may be empty", () => {
    for (const text of ["", " \n", "[]"]) expect(readTests(text)).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "[", /no JSON/],
    ["no list", "{}", /the tests are a list: \[ … \]$/],
    ["a number in the list", "[3]", /test 1: a test is \{ name, given, expect \}$/],
    ["no name", '[{"given":{},"expect":{"outcome":"allow"}}]', /^test 1: name is missing$/],
    [
      "an outcome that there is not",
      '[{"name":"a","given":{},"expect":{"outcome":"maybe"}}]',
      /^test 1 \("a"\): expect\.outcome: Invalid type: Expected \("allow" \| "deny"\) but received "maybe"$/,
    ],
    [
      "a demand that there is not",
      '[{"name":"a","given":{},"expect":{"outcome":"allow","demands":{"atested":true}}}]',
      /^test 1 \("a"\): there is no expect\.demands\.atested$/,
    ],
    [
      "a fact that there is not",
      '[{"name":"a","given":{"sesion":{}},"expect":{"outcome":"allow"}}]',
      /^test 1 \("a"\): there is no given\.sesion$/,
    ],
    [
      "a fact within that there is not",
      '[{"name":"a","given":{"session":{"remot":true}},"expect":{"outcome":"allow"}}]',
      /^test 1 \("a"\): there is no given\.session\.remot$/,
    ],
    [
      "a prototype",
      '[{"name":"a","given":{"__proto__":{}},"expect":{"outcome":"allow"}}]',
      /^test 1 \("a"\): there is no given\./,
    ],
    [
      "one name twice",
      `[${'{"name":"a","given":{},"expect":{"outcome":"allow"}},'.repeat(2).slice(0, -1)}]`,
      /two tests are called "a"/,
    ],
    [
      "too many",
      JSON.stringify(
        Array.from({ length: 501 }, (_, n) => ({ name: `${n}`, given: {}, expect: { outcome: "allow" } })),
      ),
      /at most 500/,
    ],
    ["too much", " ".repeat(MOST_RULES_TEXT + 1), /512 KiB/],
    ["too deep", "[".repeat(100_000), /JSON/],
  ])("is refused with %s", (_, text, says) => {
    expect(() => readTests(text)).toThrow(TestsRefused);
    expect(() => readTests(text)).toThrow(says);
  });
});
