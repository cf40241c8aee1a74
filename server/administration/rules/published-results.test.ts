import { checkAnswerSchema, rulesAnswerSchema, versionAnswerSchema } from "@nearside/shared/api/console/rules.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { consoleOf } from "../../testing/console.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { checkDraft } from "./check-draft.ts";
import { countReports, MOST_COUNTED } from "./count-reports.ts";

// A set is checked before it is published, and the results are stored with it.

const AT = "/api/console/rules";
const ALLOW = '@id("all")\npermit (principal, action, resource);\n';

describe("the results of a set that is published", () => {
  const server = serverForEach();
  let owner: ConsolePage;
  beforeEach(async () => {
    owner = await consoleOf(server, "owner");
  });

  const publish = async (text: string, more: object = {}) => {
    const base = (await owner.get(AT)).as(rulesAnswerSchema).version.number;
    const draft = { text, tests: "[]", reason: "try it", base, acknowledged: [], ...more };
    return owner.change(`${AT}/publish`, draft);
  };

  it("is kept with it: tests that passed, warnings that were seen", async () => {
    const text = `${ALLOW}@id("freeze")\n@says("Nothing is deployed this week.")\nforbid (principal, action, resource);\n`;
    const tests = JSON.stringify([
      { name: "nobody", given: {}, expect: { outcome: "deny", because: "forbidden", rules: ["freeze"] } },
    ]);
    const { lint } = (await owner.post(`${AT}/check`, { text, tests })).as(checkAnswerSchema);
    expect(lint.map(({ code }) => code)).toContain("locks_out_administrators");
    const unseen = await publish(text, { tests });
    expect([unseen.outcome, unseen.text]).toEqual(["400 invalid_request", expect.stringContaining('"acknowledged"')]);
    expect((await publish(text, { tests, acknowledged: lint.map(({ key }) => key) })).outcome).toBe("200");
    const one = (await owner.get(`${AT}/versions/1`)).as(versionAnswerSchema);
    expect(one.results.tests).toEqual([{ name: "nobody", passed: true, problem: null }]);
    expect(one.results.lint).toEqual(lint);
  });

  it("is nothing where a test fails", async () => {
    const tests = JSON.stringify([{ name: "nobody gets in", given: {}, expect: { outcome: "deny" } }]);
    const answer = await publish(ALLOW, { tests });
    expect([answer.outcome, answer.text]).toEqual(["400 invalid_request", expect.stringContaining("nobody gets in: ")]);
  });

  it("is checked one draft after the other, each by itself, while others are answered", async () => {
    const rule = (name: string) =>
      `${ALLOW}@id("${name}")\nforbid (principal, action, resource) when { context.time.hour < 3 && context.time.hour > 5 };\n`;
    const names = ["one", "two", "three"];
    const checks = names.map((name) => owner.post(`${AT}/check`, { text: rule(name), tests: "" }));
    expect((await owner.get("/api/console/session")).outcome).toBe("200");
    const answers = (await Promise.all(checks)).map((answer) => answer.as(checkAnswerSchema));
    expect(answers.map(({ rules }) => rules.at(-1)?.id)).toEqual(names);
    expect(answers.map(({ lint }) => lint.map(({ code, rule: id }) => `${code} ${id}`))).toEqual(
      names.map((name) => expect.arrayContaining([`never_applies ${name}`])),
    );
  });

  it.each([
    ["too long", "// ".repeat(200_000)],
    [
      "too many",
      Array.from({ length: 2001 }, (_, no) => `@id("r${no}") permit (principal, action, resource);`).join("\n"),
    ],
    [
      "too deep",
      `@id("deep") permit (principal, action, resource) when { ${"(".repeat(50_000)}true${")".repeat(50_000)} };`,
    ],
    ["a template", '@id("t") permit (principal == ?principal, action, resource);'],
    ["an annotation that nobody knows", `${ALLOW}@id("x") @mood("grim") permit (principal, action, resource);`],
    ["two of one name", ALLOW + ALLOW],
    ["another's schema", `${ALLOW}@id("x") permit (principal == Admin::"me", action, resource);`],
  ])("publishes nothing where it is %s, and the earlier set stays active", async (_what, text) => {
    expect((await publish(ALLOW)).outcome).toBe("200");
    const before = (await owner.get(AT)).as(rulesAnswerSchema);
    expect((await publish(text)).outcome).toMatch(/^4\d\d (invalid_request|body_too_large)$/);
    expect((await owner.get(AT)).as(rulesAnswerSchema)).toEqual(before);
    // the next request is answered as before
    expect((await owner.post(`${AT}/check`, { text: ALLOW, tests: "" })).as(checkAnswerSchema).problems).toEqual([]);
  });

  it("says since when a rule is in report-only, what it would have done, and when that is long", async () => {
    const { db, clock } = server.services;
    const text = `${ALLOW}@id("night")\n@mode("report-only")\nforbid (principal, action, resource) when { context.time.hour < 6 };\n`;
    expect((await publish(text)).outcome).toBe("200");
    const since = clock();
    server.pass(60);
    const report = (decision_seq: number, user_id: string, would: "deny" | "step_up", at = clock()) => ({
      ...{ decision_seq, user_id, would, at },
      rule_id: "night",
    });
    await db
      .insertInto("rule_reports")
      .values([
        report(1, "us_a", "deny"),
        report(2, "us_a", "deny"),
        report(3, "us_b", "step_up"),
        // This report is older than the rule: a rule of that id was there before.
        report(4, "us_c", "deny", since - 1),
      ])
      .execute();
    const reports = async () => (await owner.get(AT)).as(rulesAnswerSchema).reports;
    const counted = {
      rule: "night",
      since,
      denied: 2,
      stepped_up: 1,
      allowed: 0,
      people: 2,
      last_at: since + 60_000,
      newest: null,
    };
    expect(await reports()).toEqual([{ ...counted, is_long: false }]);
    const more = `${text}@id("more")\n@mode("report-only")\nforbid (principal, action, resource) when { context.time.hour < 4 };\n`;
    expect((await publish(more)).outcome).toBe("200");
    expect((await reports()).map(({ rule, since: at }) => [rule, at])).toEqual([
      ["night", since],
      ["more", clock()],
    ]);
    const plans = await plansOf(server, (at) => countReports({ ...server.services, db: at }));
    expect(plans.join("\n")).toMatch(/USING COVERING INDEX rule_reports_by_rule/);
    server.pass(31 * 86_400);
    expect((await countReports(server.services)).map(({ is_long }) => is_long)).toEqual([true, true]);
    const { lint } = await checkDraft(server.services, { text: more, tests: "" });
    expect(lint.filter(({ code }) => code === "long_in_report_only")).toMatchObject([
      { rule: "night", line: 3 },
      { rule: "more", line: 6 },
    ]);
  });

  it("counts the newest that rules in report-only would have done, and says so where there are more", async () => {
    const { db, clock } = server.services;
    const text = `${ALLOW}@id("often")\n@mode("report-only")\nforbid (principal, action, resource);\n`;
    expect((await publish(text)).outcome).toBe("200");
    const values = (from: number, many: number, would: "deny" | "step_up") =>
      Array.from({ length: many }, (_, nth) => ({
        ...{ decision_seq: from + nth, rule_id: "often", user_id: `us_${nth % 9}`, would, at: clock() },
      }));
    const put = async (rows: ReturnType<typeof values>) => {
      for (let at = 0; at < rows.length; at += 1000)
        await db
          .insertInto("rule_reports")
          .values(rows.slice(at, at + 1000))
          .execute();
    };
    await put(values(10_000_000, 7, "step_up"));
    server.pass(1);
    await put(values(20_000_000, MOST_COUNTED - 7, "deny"));
    const counted = async () => (await countReports(server.services)).find(({ rule }) => rule === "often");
    expect(await counted()).toMatchObject({ denied: MOST_COUNTED - 7, stepped_up: 7, people: 9 });
    server.pass(1);
    await put(values(30_000_000, 7, "deny"));
    expect(await counted()).toMatchObject({ denied: MOST_COUNTED, stepped_up: 0, newest: MOST_COUNTED });
  });
});
