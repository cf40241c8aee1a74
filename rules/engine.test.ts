import { expect, it } from "vitest";
import { askEngine, EngineFailed } from "./engine.ts";
import { verdictOf } from "./judging/combine.ts";
import { ordinaryBut } from "./kept-tests/ordinary-given.ts";
import { BUILT_IN_RULES } from "./reading/built-in.ts";
import { compileRules } from "./reading/compile.ts";

const tooDeep = `permit (principal, action, resource) when { ${"(".repeat(5000)}true${")".repeat(5000)} };`;

it("is begun anew where something traps, and what was read before still rules", () => {
  const set = compileRules(BUILT_IN_RULES, "built-in/1");
  const given = ordinaryBut({});
  expect(verdictOf(set, given).outcome).toBe("allow");
  const run = askEngine((_, now) => now);
  expect(() => askEngine((engine) => engine.policyToJson(tooDeep))).toThrow(EngineFailed);
  expect(askEngine((_, now) => now)).toBe(run + 1);
  expect(verdictOf(set, given).outcome).toBe("allow");
  expect(compileRules(BUILT_IN_RULES, "draft").rules).toHaveLength(1);
});

it("is not begun anew for what is no trap", () => {
  const run = askEngine((_, now) => now);
  const ours = new Error("a bug of ours");
  expect(() =>
    askEngine(() => {
      throw ours;
    }),
  ).toThrow(ours);
  expect(askEngine((_, now) => now)).toBe(run);
});
