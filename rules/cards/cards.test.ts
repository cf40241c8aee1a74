import cedar from "@cedar-policy/cedar-wasm/nodejs";
import { type Card, type CardCondition, cardOpsOf, cardSchema } from "@nearside/shared/rules/card.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { RULE_ACTIONS } from "@nearside/shared/rules/given.ts";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { readAnnotations } from "../language/annotations.ts";
import { ATTRIBUTES, type AttributePath } from "../language/attributes.ts";
import { BUILT_IN_RULES } from "../reading/built-in.ts";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { asOne } from "./card-conditions.ts";
import { cardOf, textOfCard } from "./cards.ts";
import { RULE_TEMPLATES } from "./templates.ts";

/** Texts as a person may type them, and texts that would end a text or a rule if they were not escaped. */
const text = fc.oneof(
  fc.constantFrom(
    '"); permit(principal, action, resource); //',
    "a\\",
    "// a",
    "/* a */",
    "\u202Ea",
    "a\u2028b\n;",
    "😀 Zoë",
    "__cedar",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
);
/** Texts that people read, no longer than any rule may have. */
const seen = text.filter((line) => readAnnotations({ id: "x", says: line }, "forbid").wrong.length === 0);
const whole = fc.oneof(fc.integer({ min: -3, max: 60 }), fc.maxSafeInteger());
const network = fc.constantFrom("10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1");

function conditionAbout(
  { path, type, values: all }: AttributePath,
  any: fc.Arbitrary<string> = text,
): fc.Arbitrary<CardCondition> {
  const value = all.length > 0 ? fc.constantFrom(...all) : any;
  const values = fc.array(value, { minLength: 1, maxLength: 3 });
  const about = (op: CardCondition["op"], more: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
    fc.record({ attribute: fc.constant(path), op: fc.constant(op), ...more }) as fc.Arbitrary<CardCondition>;
  const kinds = cardOpsOf(type).map((op) => {
    switch (op) {
      case "is":
        return about(op, { value: type === "Bool" ? fc.boolean() : value });
      case "is_not":
        return about(op, { value });
      case "less_than":
      case "at_least":
        return about(op, { value: whole });
      case "between":
      case "outside":
        return about(op, { from: whole, to: whole });
      case "in_network":
      case "not_in_network":
        return about(op, { values: fc.array(network, { minLength: 1, maxLength: 3 }) });
      default:
        return about(op, { values });
    }
  });
  return fc.oneof(...kinds);
}

const READABLE = ATTRIBUTES.filter(({ type }) => cardOpsOf(type).length > 0);
const conditions = fc.array(
  fc.constantFrom(...READABLE).chain((attribute) => conditionAbout(attribute)),
  { maxLength: 4 },
);
const seconds = (min: number, max: number) => fc.option(fc.integer({ min, max }));
const scope = fc.constantFrom("read", "list", "deploy:prod", "a'b");
const cards: fc.Arbitrary<Card> = fc.record({
  id: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/),
  title: fc.option(seen),
  effect: fc.constantFrom("permit", "forbid"),
  report_only: fc.boolean(),
  who: fc.oneof(
    fc.constant({ kind: "anybody" as const }),
    fc.record({ kind: fc.constantFrom("person" as const, "group" as const), name: text }),
  ),
  actions: fc.subarray([...RULE_ACTIONS]),
  client: fc.option(text),
  when: conditions,
  unless: conditions,
  // a single one and a span of numbers are exceptions unchanged
  unless_all: conditions.filter((all) => asOne(all) === undefined),
  says: fc.option(seen),
  demands: fc.record({
    fresh_touch: seconds(10, 86_400),
    device_bound: fc.boolean(),
    attested: fc.boolean(),
    security_key: fc.boolean(),
    justification: fc.boolean(),
    ticket: fc.option(fc.constantFrom(["OPS"], ["OPS", "CHG"])),
    access_token: seconds(60, 86_400),
    refresh_token: seconds(60, 7_776_000),
    scopes: fc.option(fc.uniqueArray(scope, { minLength: 1, maxLength: 3 })),
    stand: fc.constant(null),
    second: fc.option(
      fc.record({
        approvers: fc
          .record({
            among: fc.subarray(["group:On call", "group:leads", "user:a@b.example", "user:bob"], { minLength: 1 }),
            quorum: fc.integer({ min: 1, max: 5 }),
          })
          .map((list) => [list]),
        within: fc.integer({ min: 300, max: 86_400 }),
        newcomers: fc.oneof(fc.constant(0), fc.integer({ min: 60, max: 2_592_000 })),
      }),
    ),
    alarm: fc.boolean(),
  }),
});

/** The card as the engine reads it, even if the schema refuses it. */
function cardFrom(written: string): Card | null {
  const read = cedar.policyToJson(written);
  if (read.type === "failure") throw new Error(`${read.errors[0]?.message}\n${written}`);
  const { effect, annotations = {} } = read.json;
  const { id, wrong, ...rest } = readAnnotations(annotations as Record<string, string | null>, effect);
  expect(wrong).toEqual([]);
  return cardOf({ ...rest, id: id ?? "", text: written, policy: read.json });
}
const forbid = (rest: string): string => `@id("x")\nforbid (principal, action, resource)\n${rest};`;
const when = (condition: string) => cardFrom(forbid(`when { ${condition} }`))?.when;

describe("a card and its text", () => {
  it("say the same: whatever a form can fill in is read from its text again", () => {
    fc.assert(
      fc.property(cards, (card) => {
        expect(v.is(cardSchema, card)).toBe(true);
        expect(cardFrom(textOfCard(card) ?? "")).toEqual(card);
      }),
      { numRuns: 250 },
    );
  });

  it("are valid by the schema, whatever is asked of whichever attribute", () => {
    for (const attribute of READABLE) {
      const conditions = fc.sample(conditionAbout(attribute, fc.stringMatching(/^[a-z]{1,9}$/)), 12);
      const each = conditions.flatMap((condition, at) =>
        (["when", "unless", "unless_all"] as const).map((kind): Card => {
          const all = kind === "unless_all" ? [WEEKEND, condition] : [condition];
          return { ...BLANK, id: `${kind}-${at}`.replace("_", "-"), [kind]: all };
        }),
      );
      const { rules } = compileRules(engine, each.map((card) => textOfCard(card) ?? "").join("\n"), "draft");
      expect(rules.map((rule) => cardOf(rule))).toEqual(each);
    }
  });

  it.each(RULE_TEMPLATES)("of the template $id says all of it", ({ text }) => {
    const card = cardFrom(text.trim());
    expect(card).not.toBeNull();
    if (card !== null) expect(cardFrom(textOfCard(card) ?? "")).toEqual(card);
  });

  it("excepts what holds all at once, as office hours are, once", () => {
    const office =
      'unless { ["monday"].contains(context.time.weekday) && context.time.hour >= 8 && context.time.hour < 18 }';
    const card = cardFrom(forbid(office));
    expect(card).toMatchObject({
      unless: [],
      unless_all: [
        { attribute: "context.time.weekday", op: "one_of", values: ["monday"] },
        { attribute: "context.time.hour", op: "at_least", value: 8 },
        { attribute: "context.time.hour", op: "less_than", value: 18 },
      ],
    });
    expect(cardFrom(forbid(`${office}\nunless { context.session.terminal }`))?.unless).toHaveLength(1);
    expect(cardFrom(forbid(`${office}\n${office}`))).toBeNull();
    const only = { ...BLANK, unless_all: [WEEKEND] };
    expect(cardFrom(textOfCard(only) ?? "")).toEqual({ ...BLANK, unless: [WEEKEND] });
  });

  it("is there for the built-in rule", () => {
    expect(cardFrom(BUILT_IN_RULES)).toMatchObject({ id: "same-machine", effect: "permit", when: [], unless: [] });
  });

  it("is read as people write it", () => {
    expect(when("context.session.remote == true && context.session.container != true")).toEqual([
      { attribute: "context.session.remote", op: "is", value: true },
      { attribute: "context.session.container", op: "is", value: false },
    ]);
    expect(when("context.time.hour > 17")).toEqual([{ attribute: "context.time.hour", op: "at_least", value: 18 }]);
    expect(when("context.time.hour <= 7")).toEqual([{ attribute: "context.time.hour", op: "less_than", value: 8 }]);
    expect(when('context.scopes.contains("prod")')).toEqual([
      { attribute: "context.scopes", op: "has_any", values: ["prod"] },
    ]);
    expect(when("context has posture.managed && context.posture.managed")).toEqual([
      { attribute: "context.posture.managed", op: "is", value: true },
    ]);
    expect(when('context has posture.updates && context.posture.updates.fact == "security_pending"')).toEqual([
      { attribute: "context.posture.updates.fact", op: "is", value: "security_pending" },
    ]);
    expect(when("context.time.hour < 8 || context.time.hour >= 18")).toEqual([
      { attribute: "context.time.hour", op: "outside", from: 8, to: 17 },
    ]);
    expect(cardFrom(forbid("unless { context.time.hour >= 8 && context.time.hour < 18 }"))?.unless).toEqual([
      { attribute: "context.time.hour", op: "between", from: 8, to: 17 },
    ]);
    const unless = cardFrom(forbid("unless { context.time.hour < 8 || context.session.terminal }"))?.unless;
    expect(unless).toHaveLength(2);
  });

  it("asks first for what may be missing", () => {
    const card = { ...BLANK, when: [{ attribute: "context.ticket", op: "is" as const, value: "OPS-1" }] };
    expect(textOfCard(card)).toContain('when { context has ticket && context.ticket == "OPS-1" }');
  });

  it.each([
    ["a comment within it", "// why\nwhen { context.session.remote }"],
    ["one of two", "when { context.session.remote || context.session.container }"],
    ["a part of a text", 'when { context.machine.hostname like "prod-*" }'],
    ["a choice", "when { if context.session.remote then context.session.container else true }"],
    ["only that something is there", "when { context has ticket }"],
    [
      "two of them or a third as the exception",
      "unless { context.session.remote && context.session.container || context.session.terminal }",
    ],
    ["two attributes compared", "when { context.network.cli == context.network.browser }"],
    ["a sum", "when { context.time.hour + 1 > 3 }"],
    ["a moment", 'when { context.time.now > datetime("2026-01-01") }'],
    ["an order that a range has not", "when { context.time.hour <= 3 && context.time.hour + 1 >= 2 }"],
    ["a number on the left", "when { 3 < context.time.hour }"],
    ["a kind of network", "when { context.network.cli.isLoopback() }"],
    [
      "one network of two addresses",
      'when { context.network.cli.isInRange(ip("::1")) || context.network.browser.isInRange(ip("::1")) }',
    ],
  ])("is not there for %s", (_, rest) => {
    expect(cardFrom(forbid(rest))).toBeNull();
  });

  it.each([
    "principal is User, action, resource",
    'principal is User in Group::"a", action, resource',
    'principal, action, resource in Client::"a"',
    "principal, action, resource is Client",
  ])("is not there for the scope (%s)", (scope) => {
    expect(cardFrom(`@id("x") forbid (${scope});`)).toBeNull();
  });

  it("speaks of nothing that rules can't read", () => {
    const about = (condition: CardCondition) => textOfCard({ ...BLANK, when: [condition] });
    expect(about({ attribute: "context.x) || true || (false", op: "is", value: true })).toBeUndefined();
    expect(about({ attribute: "context.session.remote", op: "is", value: "true" })).toBeUndefined();
    expect(about({ attribute: "context.machine.hostname", op: "is", value: true })).toBeUndefined();
    expect(about({ attribute: "context.time.hour", op: "one_of", values: ["1"] })).toBeUndefined();
    expect(about({ attribute: "context.time.now", op: "is", value: "1" })).toBeUndefined();
  });
});

const WEEKEND: CardCondition = {
  attribute: "context.time.weekday",
  op: "one_of",
  values: ["saturday", "sunday"],
};

const BLANK: Card = {
  id: "x",
  title: null,
  effect: "forbid",
  report_only: false,
  who: { kind: "anybody" },
  actions: [],
  client: null,
  when: [],
  unless: [],
  unless_all: [],
  says: null,
  demands: NO_DEMANDS,
};
