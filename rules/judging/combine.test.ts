import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { describe, expect, it } from "vitest";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import { BUILT_IN_RULES, BUILT_IN_VERSION } from "../reading/built-in.ts";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { verdictFrom, verdictOf } from "./combine.ts";
import { judge } from "./judge.ts";

const PERMIT = '@id("everybody") @title("Everybody") permit (principal, action, resource);\n';
const asks = (id: string, annotations: string, condition = "") =>
  `@id("${id}") ${annotations} forbid (principal, action, resource) ${condition};\n`;
const verdict = (text: string, given: Parameters<typeof ordinaryBut>[0] = {}) =>
  verdictOf(engine, compileRules(engine, text, "rules/7"), ordinaryBut(given));

describe("a login", () => {
  it("is allowed by the built-in rule, which asks for nothing", () => {
    expect(verdictOf(engine, compileRules(engine, BUILT_IN_RULES, BUILT_IN_VERSION), ordinaryBut({}))).toEqual({
      version: "built-in/1",
      outcome: "allow",
      because: null,
      rules: [{ id: "same-machine", kind: "permit", title: "Approved on the machine that asked", says: null }],
      demands: NO_DEMANDS,
      would: null,
      reports: [],
    });
  });

  it("is denied where no rule allows it, even if some ask", () => {
    for (const text of ["", asks("a", "@require_attested_passkey"), asks("b", '@mode("report-only")')])
      expect(verdict(text)).toMatchObject({
        outcome: "deny",
        because: "not_permitted",
        rules: [],
        demands: NO_DEMANDS,
      });
  });

  it("is denied where one rule forbids, by each that does, in their own words", () => {
    const text = `${PERMIT}${asks("no", '@title("Closed") @says("Not today.")')}${asks("never", "")}${asks("asks", "@require_justification")}`;
    expect(verdict(text)).toMatchObject({
      outcome: "deny",
      because: "forbidden",
      rules: [
        { id: "no", kind: "forbid", title: "Closed", says: "Not today." },
        { id: "never", kind: "forbid", title: null, says: null },
      ],
      demands: NO_DEMANDS,
    });
  });

  it("is asked for the strictest of all that apply, and told each rule that has a part", () => {
    const text = `${PERMIT}
@id("stands") @stand("10m") @require_fresh_touch("5m") permit (principal, action, resource);
${asks("a", '@require_fresh_touch("60s") @access_token_life("1h") @scopes("read write") @require_ticket("OPS CHG")')}
${asks("b", '@require_attested_passkey @access_token_life("5m") @scopes("list read") @require_ticket("CHG DEV")')}
${asks("c", "@require_security_key", "when { context.session.remote }")}`;
    const { outcome, rules, demands } = verdict(text, { scopes: ["read", "write"] });
    expect(outcome).toBe("allow");
    expect(rules.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      "permit everybody",
      "permit stands",
      "demand a",
      "demand b",
    ]);
    expect(demands).toEqual({
      ...NO_DEMANDS,
      fresh_touch: 60,
      attested: true,
      access_token: 300,
      scopes: ["read"],
      ticket: ["CHG"],
      stand: 600,
    });
  });

  it.each([
    ["tickets", '@require_ticket("OPS")', '@require_ticket("CHG")', {}],
    ["scopes", '@scopes("read")', '@scopes("write")', { scopes: ["read", "write"] }],
    ["scopes that were not asked for", '@scopes("list")', '@scopes("list read")', { scopes: ["read", "write"] }],
  ])("is denied where rules leave no %s, by those alone that do", (_, one, other, given) => {
    const text = PERMIT + asks("a", one) + asks("b", other) + asks("c", "@require_attested_passkey");
    expect(verdict(text, given)).toMatchObject({
      outcome: "deny",
      because: "impossible",
      rules: [{ id: "a" }, { id: "b" }],
      demands: NO_DEMANDS,
    });
  });

  it("that asks for no scope loses none", () => {
    expect(verdict(PERMIT + asks("a", '@scopes("read")')).outcome).toBe("allow");
  });
});

describe("a rule in report-only", () => {
  it.each([
    ["denies", asks("r", '@mode("report-only")'), { outcome: "deny", because: "forbidden" }],
    [
      "asks",
      asks("r", '@mode("report-only") @require_attested_passkey'),
      { outcome: "allow", demands: { attested: true } },
    ],
  ])("that %s does nothing, and what it would do is told", (_, rule, would) => {
    expect(verdict(PERMIT + rule)).toMatchObject({
      outcome: "allow",
      demands: NO_DEMANDS,
      rules: [{ id: "everybody" }],
      would,
      reports: [{ id: "r" }],
    });
  });

  it("that permits and asks allows nobody", () => {
    expect(verdict('@id("r") @mode("report-only") permit (principal, action, resource);')).toMatchObject({
      outcome: "deny",
      because: "not_permitted",
      would: { outcome: "allow" },
      reports: [{ id: "r" }],
    });
  });

  it("that would change nothing is told as having applied", () => {
    expect(verdict(`${PERMIT}@id("r") @mode("report-only") permit (principal, action, resource);`)).toMatchObject({
      would: null,
      reports: [{ id: "r" }],
    });
  });
});

describe("a host that nobody knows (protocol §10.2)", () => {
  const of = (known: "enrolled" | "claimed" | "unknown", text: string) =>
    verdictOf(engine, compileRules(engine, text, "rules/1"), ordinaryBut({ place: { kind: "ssh", known, hops: 0 } }));
  const KNOWN = "context.place.known";
  const when = (condition: string) =>
    `@id("labs") permit (principal, action, resource) when { context has place && context.place has known && ${condition} };`;
  const written = when(`${KNOWN} == "unknown"`);

  it("is allowed by no permit that was written for everybody", () => {
    expect(of("unknown", PERMIT)).toMatchObject({ outcome: "deny", because: "not_permitted", rules: [] });
    expect(of("claimed", PERMIT).outcome).toBe("allow");
    expect(of("enrolled", PERMIT).outcome).toBe("allow");
  });

  it.each([
    'when { !(context has justification && context.justification == "place") }',
    'when { !(context has justification && context.justification == "unknown") }',
    'unless { context has place && context.place.kind == "container" }',
    'when { context has place && context.place.kind == "ssh" && context.place.hops == 0 }',
    'unless { context has place && context.place has known && context.place.known == "claimed" }',
    'when { context.proof.peer == "unknown" || (context has place && context.place has known) }',
  ])("is allowed by no permit that does not name it: %s", (condition) => {
    expect(of("unknown", `@id("labs") permit (principal, action, resource) ${condition};`)).toMatchObject({
      outcome: "deny",
      because: "not_permitted",
    });
  });

  it.each([
    [`${KNOWN} == "unknown"`, "allow"],
    [`"unknown" == ${KNOWN}`, "allow"],
    [`["claimed", "unknown"].contains(${KNOWN})`, "allow"],
    [`(if context.place.hops == 0 then ${KNOWN} == "unknown" else false)`, "allow"],
    ['context["place"]["known"] == "unknown"', "allow"],
    [`${KNOWN} != "unknown"`, "deny"],
  ])("is allowed by a permit that names it, where that applies: %s", (condition, outcome) => {
    expect(of("unknown", when(condition)).outcome).toBe(outcome);
  });

  it("is allowed by nothing that is not active, nor where a rule forbids it", () => {
    expect(of("unknown", PERMIT + written).outcome).toBe("allow");
    expect(of("unknown", `${written}@id("no") forbid (principal, action, resource);`)).toMatchObject({
      because: "forbidden",
    });
    const report = written.replace('@id("labs")', '@id("labs") @mode("report-only")');
    expect(of("unknown", PERMIT + report)).toMatchObject({ outcome: "deny", would: { outcome: "allow" } });
  });
});

it("judges two sets at once as each by itself", () => {
  const one = compileRules(engine, PERMIT + asks("x", "@require_attested_passkey"), "rules/1");
  const other = compileRules(
    engine,
    PERMIT + asks("x", "", "when { context.machine.age_hours * 9223372036854775807 > 5 }"),
    "draft",
  );
  const given = ordinaryBut({});
  const judgement = judge(engine, { rules: [...one.rules, ...other.rules] }, given);
  for (const set of [one, other])
    expect(verdictFrom(engine, set, judgement, given)).toEqual(verdictOf(engine, set, given));
  expect(verdictOf(engine, one, given).outcome).toBe("allow");
});
