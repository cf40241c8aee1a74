import type { Given } from "@nearside/shared/rules/given.ts";
import { describe, expect, it } from "vitest";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { type LintFacts, lint } from "./lint.ts";

const PERMIT = '@id("everybody") permit (principal, action, resource);\n';
const rule = (id: string, effect: string, condition = "", annotations = "") =>
  `@id("${id}") ${annotations} ${effect} (principal, action, resource) ${condition};\n`;

const found = (text: string, facts: Partial<LintFacts> = {}) =>
  lint(engine, compileRules(engine, text, "draft"), { samples: [], administrators: [], people: null, ...facts });
const keys = (text: string, facts?: Partial<LintFacts>) => found(text, facts).map(({ key }) => key);
const many = (count: number, differing: Parameters<typeof ordinaryBut>[0] = {}): Given[] =>
  Array.from({ length: count }, () => ordinaryBut(differing));

describe("never_applies", () => {
  it("finds conditions that exclude each other", () => {
    const text = PERMIT + rule("night", "forbid", "when { context.time.hour > 22 && context.time.hour < 6 }");
    expect(found(text)).toEqual([
      {
        code: "never_applies",
        rule: "night",
        line: 2,
        column: 1,
        message: "night can never apply: its conditions exclude each other, or require something that does not exist.",
        key: "never_applies:night",
      },
    ]);
  });

  it("finds what applied to no login lately, of which there were enough", () => {
    const text = PERMIT + rule("remote", "forbid", "when { context.session.remote }");
    expect(keys(text, { samples: many(199) })).toEqual([]);
    expect(keys(text, { samples: many(200) })).toEqual(["never_applies:remote:of_late"]);
    expect(keys(text, { samples: [...many(200), ...many(1, { session: { remote: true } })] })).toEqual([]);
  });
});

describe("always_overruled", () => {
  it.each<[string, string, string[]]>([
    ["by everything", PERMIT + rule("no", "forbid"), ["always_overruled:everybody:no"]],
    [
      "where it applies",
      PERMIT +
        rule("night", "forbid", "when { context.time.hour < 6 }") +
        rule("asks", "forbid", "when { context.time.hour < 5 && resource.verified }", "@require_attested_passkey"),
      ["always_overruled:asks:night"],
    ],
    [
      "by what spares some others",
      PERMIT +
        rule("only-ops", "forbid", 'unless { principal in Group::"ops" }') +
        rule("remote", "permit", 'when { context.session.remote } unless { principal in Group::"ops" }'),
      ["always_overruled:remote:only-ops"],
    ],
    ["not by what only asks", PERMIT + rule("asks", "forbid", "", "@require_attested_passkey"), []],
    ["not by what is in report-only", PERMIT + rule("no", "forbid", "", '@mode("report-only")'), []],
    [
      "not where some of it is left",
      PERMIT +
        rule("night", "forbid", "when { context.time.hour < 6 }") +
        rule("asks", "forbid", "when { context.time.hour < 7 }", "@require_attested_passkey"),
      [],
    ],
  ])("%s", (_, text, expected) => expect(keys(text)).toEqual(expected));

  it("lately, where several forbid together", () => {
    const text =
      PERMIT +
      rule("remote", "permit", "when { context.session.remote }") +
      rule("a", "forbid", "when { context.session.remote && context.time.hour < 12 }") +
      rule("b", "forbid", "when { context.session.remote && context.time.hour >= 12 }");
    const samples = [
      ...many(10, { session: { remote: true } }),
      ...many(10, { session: { remote: true }, time: { hour: 13 } }),
      ...many(5),
    ];
    expect(keys(text, { samples })).toEqual(["always_overruled:remote:of_late"]);
    expect(keys(text, { samples: samples.slice(1) })).toEqual([]);
  });
});

describe("no_rule_speaks", () => {
  it("of actions that no rule permits", () => {
    expect(keys('@id("a") permit (principal, action == Action::"approve", resource);')).toEqual([
      "no_rule_speaks:refresh",
      "no_rule_speaks:exchange",
    ]);
    expect(keys("")).toEqual(["no_rule_speaks:approve", "no_rule_speaks:refresh", "no_rule_speaks:exchange"]);
    expect(keys(rule("a", "permit", "", '@mode("report-only")'))).toHaveLength(3);
  });

  it("of an ordinary login, where there are no others to try", () => {
    expect(keys('@id("a") permit (principal in Group::"ops", action, resource);')).toEqual(["no_rule_speaks:ordinary"]);
  });

  it("shows a machine's own name without the marks of a command", () => {
    const text = '@id("a") permit (principal in Group::"ops", action, resource);';
    const samples = many(1, { machine: { hostname: "`rm -rf ~`" } });
    expect(found(text, { samples })).toMatchObject([{ message: expect.stringContaining(" on 'rm -rf ~'. ") }]);
  });

  it("of logins lately", () => {
    const text = '@id("a") permit (principal in Group::"ops", action, resource);';
    const samples = [...many(3, { person: { groups: ["ops"] } }), ...many(2, { person: { name: "bob" } })];
    expect(found(text, { samples })).toMatchObject([
      {
        key: "no_rule_speaks:approve:of_late",
        rule: null,
        line: null,
        message:
          "No rule allows 2 of the last 5 logins, such as bob with nearside-cli on laptop. Without a rule that allows it, a login is refused.",
      },
    ]);
  });
});

describe("nobody_can_meet", () => {
  it("where rules that ask for different things apply together", () => {
    const text =
      PERMIT +
      rule("ops", "forbid", "", '@require_ticket("OPS")') +
      rule("night", "forbid", "when { context.time.hour < 6 }", '@require_ticket("CHG")');
    expect(keys(text)).toEqual(["nobody_can_meet:night:ops"]);
  });

  it("of logins lately, where they only may", () => {
    const text =
      PERMIT +
      rule("remote", "forbid", "when { context.session.remote }", '@scopes("read")') +
      rule("night", "forbid", "when { context.time.hour < 6 }", '@scopes("list")');
    expect(keys(text)).toEqual([]);
    const samples = [
      ...many(4, { scopes: ["read"] }),
      ...many(1, { scopes: ["read"], session: { remote: true }, time: { hour: 3 } }),
    ];
    expect(found(text, { samples })).toMatchObject([
      {
        key: "nobody_can_meet:remote:night",
        message:
          "remote and night together require something that nobody can meet in 1 of the last 5 logins, such as alice with nearside-cli on laptop.",
      },
    ]);
  });
});

describe("locks_out_administrators", () => {
  const owner = (name: string) =>
    ordinaryBut({ person: { name, role: "owner" }, session: { remote: true }, time: { hour: 3 } });
  const out = (text: string, administrators: Given[]) =>
    keys(text, { administrators }).filter((key) => key.startsWith("locks_out"));

  it("finds a set that lets none of them in, whenever they try", () => {
    expect(out(rule("no", "forbid"), [owner("olga")])).toEqual(["locks_out_administrators:all"]);
    expect(out('@id("a") permit (principal in Group::"ops", action, resource);', [owner("olga")])).toHaveLength(1);
    expect(out(`${PERMIT}${rule("no", "forbid", 'when { principal.role == "owner" }')}`, [owner("olga")])).toHaveLength(
      1,
    );
  });

  it("names those whom it locks out, where others can sign in", () => {
    const text = `${PERMIT}@id("no") forbid (principal == User::"olga", action, resource);`;
    expect(found(text, { administrators: [owner("olga"), owner("otto")] })).toMatchObject([
      {
        key: "locks_out_administrators:olga",
        message: expect.stringMatching(/^olga, an owner or administrator, can't/),
      },
    ]);
  });

  it("takes nobody for another whom a rule names", () => {
    const text = `${PERMIT}@id("no") forbid (principal == User::"alice", action, resource);`;
    expect(out(text, [owner("olga")])).toEqual([]);
    expect(out(`@id("a") permit (principal == User::"alice", action, resource);`, [owner("olga")])).toHaveLength(1);
  });

  it.each([
    "when { context.session.remote }",
    "when { context.time.hour < 6 }",
    'unless { ["saturday"].contains(context.time.weekday) }',
    "unless { context.passkey.attested }",
    'unless { context.machine.key_storage == "tpm" }',
  ])("is silent where they may come otherwise: %s", (condition) => {
    expect(out(PERMIT + rule("no", "forbid", condition), [owner("olga")])).toEqual([]);
  });

  it("does not ask about anybody else", () => {
    expect(out(rule("no", "forbid"), [ordinaryBut({})])).toEqual([]);
  });
});

describe("a second person", () => {
  const TWO = PERMIT + rule("two", "forbid", "", '@require_second_approver("group:leads user:bob") @quorum("2")');
  const people = (leads: string[], bob: string[], alarmRecipients = 1) => ({
    people: {
      named: new Map([["group:leads", new Set(leads)] as const, ["user:bob", new Set(bob)] as const]),
      alarmRecipients,
    },
  });

  it.each<[string, string[], string[], string[]]>([
    ["nobody", [], [], ["nobody_can_meet:two:second"]],
    ["one person by two names", ["bob"], ["bob"], ["nobody_can_meet:two:second"]],
    ["just as many as are asked for", ["lea"], ["bob"], ["nobody_can_meet:two:second_itself"]],
    ["one more", ["lea", "leo"], ["bob"], []],
  ])("where the names are of %s", (_, leads, bob, expected) => {
    expect(keys(TWO, people(leads, bob))).toEqual(expected);
  });

  it("is not looked for where nobody knows who there is", () => expect(keys(TWO)).toEqual([]));

  it("says that nobody hears an alarm", () => {
    const text = PERMIT + rule("alone", "forbid", "", "@alarm");
    expect(keys(text, people([], [], 0))).toEqual(["nobody_hears:alone"]);
    expect(keys(text, people([], [], 1))).toEqual([]);
  });
});
