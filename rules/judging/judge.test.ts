import { beforeEach, describe, expect, it } from "vitest";
import { RuleEngine } from "../engine.ts";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { judge } from "./judge.ts";
import { requestOf } from "./request-of.ts";
import { scopeCanMatch, scopesOf } from "./scope.ts";

/** A condition that always holds, which only the engine can tell. */
const HOLDS = "when { context.time.hour >= 0 }";
const rulesOf = (scopes: readonly string[], condition: string) =>
  compileRules(engine, scopes.map((scope, at) => `@id("r${at}") permit (${scope}) ${condition};`).join("\n"), "draft");
const setOf = (...scopes: string[]) => rulesOf(scopes, HOLDS);
const applying = (set: ReturnType<typeof setOf>, given: Parameters<typeof ordinaryBut>[0], by = engine) =>
  judge(by, set, ordinaryBut(given)).applies.map(({ id }) => id);

describe("a rule applies where its scope matches", () => {
  it.each<[string, Parameters<typeof ordinaryBut>[0], boolean]>([
    ["principal, action, resource", {}, true],
    ['principal == User::"alice", action, resource', {}, true],
    ['principal == User::"alice", action, resource', { person: { name: "Alice" } }, false],
    ['principal in User::"alice", action, resource', {}, true],
    ['principal in Group::"ops", action, resource', {}, false],
    ['principal in Group::"ops", action, resource', { person: { groups: ["dev", "ops"] } }, true],
    ['principal == User::"ops", action, resource', { person: { groups: ["ops"] } }, false],
    ['principal is User in Group::"ops", action, resource', { person: { groups: ["ops"] } }, true],
    ["principal is User, action, resource", {}, true],
    ["principal is ServiceAccount, action, resource", {}, false],
    ['principal, action == Action::"approve", resource', {}, true],
    ['principal, action == Action::"approve", resource', { action: "refresh" }, false],
    ['principal, action in [Action::"refresh", Action::"exchange"], resource', { action: "exchange" }, true],
    ['principal, action in [Action::"refresh", Action::"exchange"], resource', {}, false],
    ['principal, action, resource == Client::"nearside-cli"', {}, true],
    ['principal, action, resource in Client::"nearside-cli"', {}, true],
    ['principal, action, resource is Client in Client::"nearside-cli"', {}, true],
    ['principal, action, resource == Client::"other"', {}, false],
    ["principal, action, resource is Client", {}, true],
  ])("%s, given %j: %s", (scope, given, applies) => {
    const expected = applies ? ["r0", "r1"] : ["r1"];
    const set = setOf(scope, "principal, action, resource");
    // first with the whole set, then with the rules in scope alone
    for (const _ of ["whole", "narrowed", "known"]) expect(applying(set, given)).toEqual(expected);
    // and without asking the engine
    expect(applying(rulesOf([scope, "principal, action, resource"], ""), given)).toEqual(expected);
    for (const { id, policy } of set.rules)
      expect(scopeCanMatch(policy, requestOf(ordinaryBut(given)))).toBe(expected.includes(id));
  });
});

describe("which rules the engine is given", () => {
  it("are those whose scope can match, the same object for the same ones", () => {
    const { rules } = setOf(
      'principal in Group::"ops", action, resource',
      'principal == User::"bob", action, resource',
      'principal, action == Action::"refresh", resource',
      'principal, action, resource == Client::"other"',
      "principal, action, resource",
    );
    const scopes = scopesOf(engine, rules);
    const ids = (given: Parameters<typeof ordinaryBut>[0]) =>
      scopes.matching(ordinaryBut(given)).rules.map(({ rule }) => rule.id);
    expect(ids({})).toEqual(["r4"]);
    expect(ids({ person: { groups: ["ops"] } })).toEqual(["r0", "r4"]);
    expect(ids({ person: { name: "bob", groups: ["ops", "ops"] } })).toEqual(["r0", "r1", "r4"]);
    expect(ids({ action: "refresh", client: { id: "other" } })).toEqual(["r2", "r3", "r4"]);
    // a name that is in no scope makes no difference
    expect(scopes.matching(ordinaryBut({ person: { name: "x", groups: ["y"] }, client: { id: "z" } }))).toBe(
      scopes.matching(ordinaryBut({})),
    );
    expect(scopesOf(engine, rules)).toBe(scopes);
  });

  it("come with what their conditions can reach, and nothing else", () => {
    const read = (condition: string) => {
      const { rules } = compileRules(
        engine,
        `@id("a") permit (principal, action, resource) when { ${condition} };`,
        "draft",
      );
      const { context, entities } = requestOf(ordinaryBut({}), scopesOf(engine, rules).matching(ordinaryBut({})).reads);
      return [context, Object.assign({}, ...entities.map(({ attrs }) => attrs))];
    };
    expect(read("true")).toEqual([{}, {}]);
    expect(read("context.time.hour > 1")).toEqual([{ time: { hour: 10 } }, {}]);
    expect(read("context.machine.age_hours > 1")).toMatchObject([
      { machine: { __entity: expect.any(Object) } },
      { age_hours: 720 },
    ]);
    expect(read('context["passkey"]["synced"]')).toMatchObject([
      { passkey: { __entity: expect.any(Object) } },
      { synced: false },
    ]);
    expect(read("{ a: context.passkey }.a.synced")).toMatchObject([
      { passkey: { __entity: expect.any(Object) } },
      { synced: false },
    ]);
    expect(read("context.session == { remote: false, container: false, terminal: true, agent: false }")).toEqual([
      { session: { remote: false, container: false, terminal: true, agent: false } },
      {},
    ]);
    expect(read("context.network.cli.isLoopback()")).toEqual([
      { network: { cli: { __extn: { fn: "ip", arg: "192.0.2.1" } } } },
      {},
    ]);
  });

  it("are told apart though their names hold what separates names", () => {
    const set = setOf('principal in Group::"a,b", action, resource', 'principal in Group::"a", action, resource');
    expect(applying(set, { person: { groups: ["a,b"] } })).toEqual(["r0"]);
    expect(applying(set, { person: { groups: ["a", "b"] } })).toEqual(["r1"]);
    expect(applying(setOf('principal == User::"Group::x", action, resource'), { person: { groups: ["x"] } })).toEqual(
      [],
    );
  });
});

describe("the engine's memory", () => {
  let own: RuleEngine;
  beforeEach(() => {
    own = new RuleEngine();
  });

  const slot = (set: ReturnType<typeof setOf>, groups: string[]) => {
    const scopes = scopesOf(own, set.rules);
    const wanted = scopes.matching(ordinaryBut({ person: { groups } }));
    return own.ask((_, slots) => slots.slotOf(wanted, scopes.whole));
  };

  it("holds a part of a set from the second time on", () => {
    const set = setOf('principal in Group::"a", action, resource', 'principal in Group::"b", action, resource');
    const whole = slot(set, ["a"]);
    expect(slot(set, ["b"])).toBe(whole);
    const [a, b] = [slot(set, ["a"]), slot(set, ["b"])];
    expect(new Set([whole, a, b]).size).toBe(3);
    expect([slot(set, ["a"]), slot(set, ["b"])]).toEqual([a, b]);
  });

  it("takes rules that name tens of thousands of things for what they are", () => {
    const many = Array.from({ length: 25_000 }, (_, at) => `"${at}"`).join(",");
    const { rules } = rulesOf(["principal, action, resource"], `when { [${many}].contains(principal.role) }`);
    const names = new Set<string>();
    for (let n = 0; n < 24; n += 1) {
      const { whole } = scopesOf(own, [...rules]);
      names.add(own.ask((_, slots) => slots.slotOf(whole, whole)));
    }
    expect(names.size).toBeLessThan(24);
  });

  it("uses names again, however many sets there were, and judges by the right one", () => {
    const names = new Set<string>();
    for (let n = 0; n < 300; n += 1) {
      const set = setOf(`principal in Group::"g${n}", action, resource`);
      names.add(slot(set, [`g${n}`]));
      expect(applying(set, { person: { groups: [`g${n}`] } }, own)).toEqual(["r0"]);
    }
    expect(names.size).toBeLessThanOrEqual(256);
    const first = setOf('principal in Group::"g0", action, resource', 'principal in Group::"g1", action, resource');
    expect(applying(first, { person: { groups: ["g1"] } }, own)).toEqual(["r1"]);
  });
});
