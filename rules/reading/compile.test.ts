import { MOST_RULES_TEXT } from "@nearside/shared/rules/notation.ts";
import { describe, expect, it } from "vitest";
import { engine } from "../testing/engine.ts";
import { BUILT_IN_RULES } from "./built-in.ts";
import { compileRules, MOST_RULES } from "./compile.ts";
import { type RuleProblem, RulesRefused } from "./rules-refused.ts";

const ANY = "permit (principal, action, resource)";

function problemsOf(text: string): readonly RuleProblem[] {
  try {
    compileRules(engine, text, "draft");
  } catch (refused) {
    if (refused instanceof RulesRefused) return refused.problems;
    throw refused;
  }
  throw new Error("the text was taken");
}

/** `line:column–line:column message` of each. */
const toldOf = (text: string) =>
  problemsOf(text).map(
    ({ line, column, endLine, endColumn, message }) => `${line}:${column}–${endLine}:${endColumn} ${message}`,
  );

/** The texts at the places of a problem. */
function enclosed(text: string, { line, column, endLine, endColumn }: RuleProblem): string {
  const lines = text.split("\n");
  const at = (row: number, to: number) => lines.slice(0, row - 1).reduce((sum, each) => sum + each.length + 1, to - 1);
  return text.slice(at(line, column), at(endLine, endColumn));
}

describe("a set that reads well", () => {
  it("keeps each rule's own text and place, however many there are and whatever is between them", () => {
    const rule = (n: number) =>
      `@id("r${n}") permit (principal,\n action, resource)\nwhen { context.time.hour == ${n} };`;
    const text = Array.from({ length: 25 }, (_, n) => `// not @id("r${n}") ; "\n${rule(n)} // ü`).join("\n");
    const { rules } = compileRules(engine, text, "draft");
    expect(rules.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, n) => `r${n}`));
    for (const [n, { text: own, offset }] of rules.entries()) {
      expect(own).toBe(rule(n));
      expect(text.slice(offset, offset + own.length)).toBe(own);
    }
  });

  it("tells what each rule is", () => {
    const { rules } = compileRules(
      engine,
      `${BUILT_IN_RULES}
       @id("no") @says("Not at night.") forbid (principal, action, resource) when { context.time.hour < 6 };
       @id("asks") @require_attested_passkey @mode("report-only") forbid (principal, action, resource);`,
      "rules/1",
    );
    expect(rules).toMatchObject([
      { id: "same-machine", kind: "permit", mode: "enforced", title: "Approved on the machine that asked" },
      { id: "no", kind: "forbid", says: "Not at night." },
      { id: "asks", kind: "demand", mode: "report_only", demands: { attested: true } },
    ]);
  });

  it("tells every entity that is named, with its place, in scopes and conditions", () => {
    const text = `@id("a") ${ANY};
@id("b") forbid (principal in Group::"ops", action, resource is Client in Client::"cli")
when { context.resources.contains(ResourceServer::"https://a.example") && principal != User::"bob" };`;
    const { named } = compileRules(engine, text, "draft");
    expect(named.map(({ rule, type, id }) => `${rule} ${type} ${id}`)).toEqual([
      "b Group ops",
      "b Client cli",
      "b ResourceServer https://a.example",
      "b User bob",
    ]);
    for (const { type, id, offset } of named) expect(text.slice(offset)).toMatch(new RegExp(`^${type}::"${id}"`));
  });

  it("may name groups in any script", () => {
    for (const name of ["Отдел IT", "日本のチームA", "🚀 launch", 'a "b" \\ c']) {
      const { named } = compileRules(
        engine,
        `@id("a") permit (principal in Group::${JSON.stringify(name)}, action, resource);`,
        "draft",
      );
      expect(named).toMatchObject([{ type: "Group", id: name }]);
    }
  });

  it("may hold no rule at all", () => {
    for (const text of ["", "\n\n", "// nothing yet"]) expect(compileRules(engine, text, "draft").rules).toEqual([]);
  });
});

describe("an invalid text is refused with the place", () => {
  it.each([
    ["a word that is no effect", `@id("a")\n  permi (principal, action, resource);`, "permi"],
    ["an attribute that there is not", `@id("a") ${ANY}\nwhen { context.machine.age > 3 };`, "context.machine.age"],
    ["a type that there is not", `@id("a") permit (principal in Team::"a", action, resource);`, "Team"],
    [
      "an action that there is not",
      `@id("a") permit (principal, action == Action::"log in", resource);`,
      'Action::"log in"',
    ],
    ["a number where a text is", `@id("a") ${ANY} when { context.time.weekday == 3 };`, "context.time.weekday == 3"],
    ["what can never be", `@id("a") ${ANY} when { principal is ServiceAccount && principal is User };`, ""],
    ["an invalid address", `@id("a") ${ANY} when { context.network.cli.isInRange(ip("10.0.0/8")) };`, 'ip("10.0.0/8")'],
    ["a slot", `@id("a") permit (principal == ?principal, action, resource);`, "?principal"],
    ["no semicolon", `@id("a") ${ANY}`, ""],
    ["a text without an end", `@id("a") ${ANY} when { context.time.weekday == "mon };`, ""],
    ["an invalid escape", `@id("a") ${ANY} when { context.time.weekday == "\\q" };`, '"\\q"'],
    ["an annotation that there is not", `@id("a")\n@require_atested_passkey\n${ANY};`, "@require_atested_passkey"],
    ["an annotation of every object", `@id("a")\n@constructor\n${ANY};`, "@constructor"],
    ["an annotation twice", `@id("a")\n@id("b")\n${ANY};`, '@id("b")'],
    ["no id", `${ANY};`, "permit"],
    ["an invalid id", `@id("A b") ${ANY};`, "@id"],
    ["an id twice", `@id("a") ${ANY};\n@title("b") @id("a") ${ANY};`, "@id"],
    ["only a semicolon", `@id("a") ${ANY};;`, ";"],
    [
      "letters of more than one byte before it",
      `// ü€😀\n@id("a") ${ANY} when { context.ticket == "ü€😀" && tru };`,
      "tru",
    ],
    [
      "the same within a rule",
      `// ü\n@id("a") @title("ü€😀") ${ANY} when { context.machine.age < 3 };`,
      "context.machine.age",
    ],
    [
      "a name that turns the line around",
      `@id("a") permit (principal in Group::"a\u202eb", action, resource);`,
      "\u202e",
    ],
    ["a byte order mark", `\uFEFF@id("a") ${ANY};`, "\uFEFF"],
    ["a rule that ends a comment where no line ends", `// nothing\r@id("a") ${ANY};`, ""],
    ["a comment that looks like a rule", `// night\u2028@id("b") forbid (principal, action, resource);`, "\u2028"],
    ["the same by NEL", `// night\u0085@id("b") forbid (principal, action, resource);`, "\u0085"],
    ["a comment that turns the line around", `@id("a") ${ANY}; // \u2066 \u202e`, "\u2066"],
    [
      "a name that looks like another",
      `@id("a") permit (principal == User::"al\u200bice", action, resource);`,
      "\u200b",
    ],
    ["nothing of Cedar", `allow everything`, ""],
    ["JSON", `{"effect":"permit"}`, ""],
  ])("%s", (_, text, place) => {
    const [first] = problemsOf(text);
    if (first === undefined) throw new Error("no problem is told");
    expect(first.message).not.toMatch(/policy[0-9]|for policy/);
    if (place !== "") expect(enclosed(text, first)).toBe(place);
  });

  it("with every place at once, in the order of the text", () => {
    const text = `@id("a") permi (principal, action, resource);
@id("b") @mode("reportonly") ${ANY};
@id("c") ${ANY} when { context.machine.age > 3 };
@id("d") @require_fresh_touch("soon") ${ANY};`;
    expect(problemsOf(text).map(({ line, rule }) => `${line} ${rule}`)).toEqual(["1 null", "2 b", "3 c", "4 d"]);
  });

  it("in words that say what is written instead", () => {
    expect(toldOf(`@id("a")\n@require_ticket("ops")\n${ANY};`)).toEqual([
      '2:1–2:16 @require_ticket is written like @require_ticket("OPS CHG"). A ticket number with one of these prefixes, such as OPS-1234.',
    ]);
    expect(toldOf(`@id("a")\n@stand("10m")\nforbid (principal, action, resource);`)).toEqual([
      "2:1–2:7 @stand is for a permit only: a forbid can't allow anything",
    ]);
  });
});

describe("a text that would be too much is refused, and the engine lives", () => {
  const when = (condition: string) => `@id("a") ${ANY} when { ${condition} };`;
  const of = (n: number, part: string) => part.repeat(n);
  const DEEP = 20_000;

  it.each<[string, string]>([
    ["more than 512 KiB", `@id("a") ${ANY};`.padEnd(MOST_RULES_TEXT + 1)],
    ["too many rules", Array.from({ length: MOST_RULES + 1 }, (_, n) => `@id("r${n}") ${ANY};`).join("")],
    ["brackets", when(`${of(DEEP, "(")}true${of(DEEP, ")")}`)],
    ["brackets that never close", when(of(DEEP, "("))],
    ["sets", when(`${of(DEEP, "[")}1${of(DEEP, "]")} == [1]`)],
    ["records", when(`${of(DEEP, "{a:")}1${of(DEEP, "}")} == {}`)],
    ["and", when(`true${of(DEEP, " && context.session.remote")}`)],
    ["or", when(`false${of(DEEP, " || context.session.remote")}`)],
    ["plus", when(`1${of(DEEP, "+1")} > 2`)],
    ["minus", when(`${of(DEEP, "-")}1 > 2`)],
    ["not", when(`${of(DEEP, "!")}true`)],
    ["members", when(`context${of(DEEP, ".a")}`)],
    ["indexes", when(`context${of(DEEP, '["a"]')}`)],
    ["calls", when(`context.scopes${of(DEEP, ".contains(1)")}`)],
    ["if", when(`${of(5000, "if true then ")}true${of(5000, " else false")}`)],
    ["else if", when(`${of(5000, "if true then true else ")}true`)],
    ["annotations", `${Array.from({ length: DEEP }, (_, n) => `@a${n}`).join(" ")} ${ANY};`],
    ["namespaces", when(`principal is A${of(DEEP, "::A")}`)],
    ["problems", of(2000, "permi;\n")],
  ])("%s", (_, text) => {
    const problems = problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(100);
    for (const { message } of problems) expect(message.length).toBeLessThanOrEqual(510);
    expect(compileRules(engine, BUILT_IN_RULES, "draft").rules).toHaveLength(1);
  });

  it("though as much as is allowed is read and judged", () => {
    const ands = of(140, " && context.session.remote");
    const whole = when(`${of(22, "(")}context.session.remote${of(22, ")")}${ands}`);
    expect(compileRules(engine, whole, "draft").rules).toHaveLength(1);
    const ifs = when(`${of(22, "(")}${of(149, "if context.session.remote then true else ")}false${of(22, ")")}`);
    expect(compileRules(engine, ifs, "draft").rules).toHaveLength(1);
  });
});
