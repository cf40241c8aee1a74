import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { RuleEngine } from "@nearside/rules/engine.ts";
import { BUILT_IN_RULES, BUILT_IN_SET, BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import { compileRules } from "@nearside/rules/reading/compile.ts";
import { expect, it } from "vitest";

it("is what its text says", () => {
  expect(BUILT_IN_SET).toEqual(compileRules(new RuleEngine(), BUILT_IN_RULES, BUILT_IN_VERSION));
});

/** Runs in a process of its own, in which the engine was never started. */
const ASKED = (text: string) => `
  import { createRequire } from "node:module";
  import { BUILT_IN_SET } from ${at("built-in.ts")};
  import { verdictOf } from ${at("../judging/combine.ts")};
  import { compileRules } from ${at("../reading/compile.ts")};
  import { ordinaryBut } from ${at("../kept-tests/ordinary-given.ts")};
  import { RuleEngine } from ${at("../engine.ts")};
  const engine = new RuleEngine();
  const { outcome } = verdictOf(engine, ${text}, ordinaryBut({}));
  const isLoaded = Object.keys(createRequire(${at(".")}).cache).some((name) => name.includes("cedar"));
  console.log(JSON.stringify({ outcome, isLoaded }));
`;
const at = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
const answerTo = async (text: string): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", ASKED(text)]);
  return JSON.parse(stdout);
};

it("rules without the engine, which other rules load", async () => {
  expect(await answerTo("BUILT_IN_SET")).toEqual({ outcome: "allow", isLoaded: false });
  const other = "compileRules(engine, '@id(\"x\") permit (principal, action, resource);', 'draft')";
  expect(await answerTo(other)).toEqual({ outcome: "allow", isLoaded: true });
});
