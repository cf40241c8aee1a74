import { describe, expect, it } from "vitest";
import { RuleEngine } from "../engine.ts";
import { compileRules } from "./compile.ts";
import { postureReadsOf } from "./posture-reads.ts";

const engine = new RuleEngine();
const readsOf = (...rules: string[]) => postureReadsOf(compileRules(engine, rules.join("\n"), "draft"));
const forbid = (id: string, condition: string, more = "") =>
  `@id("${id}") ${more} forbid (principal, action, resource) when { ${condition} };`;

describe("the parts of a posture that rules read", () => {
  it("is nothing where they name none", () => {
    expect(readsOf('@id("all") permit (principal, action, resource);')).toEqual({ facts: [], ages: [] });
  });

  it("has each fact, and each age that is compared, on either side", () => {
    const reads = readsOf(
      forbid("old", "context has posture.disk_encryption && context.posture.disk_encryption.age >= 3600"),
      forbid("lists", "context has posture.updates && 604800 < context.posture.updates.age"),
      forbid("lock", 'context has posture.screen_lock && context.posture.screen_lock.fact == "off"'),
    );
    expect(reads.facts).toEqual(["disk_encryption", "screen_lock", "updates"]);
    expect(reads.ages).toEqual([
      { name: "disk_encryption", seconds: 3600 },
      { name: "updates", seconds: 604_800 },
    ]);
  });

  it("counts no age of another attribute, and no rule that only reports", () => {
    const reads = readsOf(
      forbid("new", "context.machine.age_hours < 24"),
      forbid("report", "context has posture.firewall && context.posture.firewall.age > 60", '@mode("report-only")'),
    );
    expect(reads).toEqual({ facts: [], ages: [] });
  });
});

describe("an age is compared with a number, and nothing else", () => {
  const FIREWALL = "context has posture.firewall && context has posture.updates";
  it.each([
    "context.posture.firewall.age + 60 < 86400",
    "(if context.session.remote then context.posture.firewall.age else 0) < 86400",
    "context.posture.firewall.age < context.posture.updates.age",
    "context.posture.firewall.age < context.machine.age_hours",
    "[60, 120].contains(context.posture.firewall.age)",
    "[context.posture.firewall.age].contains(60)",
    "context.posture.firewall == context.posture.firewall",
    '{ fact: "on", age: 60, source: "nft" } == context.posture.firewall',
    "[context.posture.firewall].containsAny([context.posture.firewall])",
    "context.posture == context.posture",
  ])("%s", (condition) => {
    expect(() => readsOf(forbid("a", `${FIREWALL} && ${condition}`))).toThrow(
      "may only compare an age of the posture with a number",
    );
  });

  it.each([
    "context.posture.firewall.age < 86400",
    "!(60 >= context.posture.firewall.age) || context.posture.updates.age > 5",
    'if context.posture.firewall.age == 60 then context.posture.firewall.fact == "on" else context.posture.updates.age != 7',
    "context.posture.firewall.source == context.posture.updates.source",
  ])("%s is fine", (condition) => {
    expect(readsOf(forbid("a", `${FIREWALL} && (${condition})`)).facts).toContain("firewall");
  });
});
