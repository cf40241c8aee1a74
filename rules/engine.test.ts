import { expect, it } from "vitest";
import { EngineFailed, RuleEngine } from "./engine.ts";
import { verdictOf } from "./judging/combine.ts";
import { ordinaryBut } from "./kept-tests/ordinary-given.ts";
import { BUILT_IN_RULES } from "./reading/built-in.ts";
import { compileRules } from "./reading/compile.ts";
import { ENGINE_SCHEMA, SCHEMA } from "./schema.ts";
import { engine } from "./testing/engine.ts";

const tooDeep = `permit (principal, action, resource) when { ${"(".repeat(5000)}true${")".repeat(5000)} };`;

it("is started again where something traps, and what was read before still rules", () => {
  const set = compileRules(engine, BUILT_IN_RULES, "built-in/1");
  const given = ordinaryBut({});
  expect(verdictOf(engine, set, given).outcome).toBe("allow");
  const slots = engine.ask((_, now) => now);
  expect(() => engine.ask((cedar) => cedar.policyToJson(tooDeep))).toThrow(EngineFailed);
  expect(engine.ask((_, now) => now)).not.toBe(slots);
  expect(verdictOf(engine, set, given).outcome).toBe("allow");
  expect(compileRules(engine, BUILT_IN_RULES, "draft").rules).toHaveLength(1);
});

it("is not started again for what is no trap", () => {
  const slots = engine.ask((_, now) => now);
  const ours = new Error("a bug of ours");
  expect(() =>
    engine.ask(() => {
      throw ours;
    }),
  ).toThrow(ours);
  expect(engine.ask((_, now) => now)).toBe(slots);
});

it("is one of several that know nothing of each other's sets", () => {
  const other = new RuleEngine();
  const rule = (effect: string, condition: string) =>
    `@id("one") ${effect} (principal, action, resource) when { ${condition} };`;
  const [open, closed] = [rule("permit", "context.time.hour >= 0"), rule("forbid", "context.time.hour >= 0")];
  const [ours, theirs] = [compileRules(engine, open, "draft"), compileRules(other, closed, "draft")];
  for (let n = 0; n < 3; n += 1) {
    expect(verdictOf(engine, ours, ordinaryBut({})).outcome).toBe("allow");
    expect(verdictOf(other, theirs, ordinaryBut({})).because).toBe("forbidden");
  }
});

it("has the schema that is published", () => {
  const read = engine.ask((cedar) => cedar.schemaToJson(SCHEMA));
  expect(read).toMatchObject({ type: "success", warnings: [] });
  expect(read).toHaveProperty("json", ENGINE_SCHEMA);
});
