import { NO_TESTS } from "@nearside/rules/reading/built-in.ts";
import {
  checkAnswerSchema,
  publishAnswerSchema,
  rulesAnswerSchema,
  versionAnswerSchema,
  versionsAnswerSchema,
  vocabularyAnswerSchema,
} from "@nearside/shared/api/console/rules.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { consoleOf } from "../../testing/console.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// The tests send the requests of the console's page "Rules".

const AT = "/api/console/rules";
const ALLOW = '@id("all")\npermit (principal, action, resource);\n';
const CONTRACTORS =
  '@id("contractors")\n@says("Contractors do not deploy.")\nforbid (principal in Group::"contractors", action, resource == Client::"deploy");\n';

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let author: ConsolePage;
  beforeAll(async () => {
    author = await consoleOf(server, "rule_author");
  });

  const shown = async () => (await author.get(AT)).as(rulesAnswerSchema);
  const draft = async (more: object = {}) => ({
    text: ALLOW,
    tests: "[]",
    reason: "try it",
    base: (await shown()).version.number,
    acknowledged: [],
    ...more,
  });
  const publish = async (more: object = {}) => author.change(`${AT}/publish`, await draft(more));

  it("shows what rules before anybody published some", async () => {
    const { version, text, rules, proposals, reports } = await shown();
    expect([version.number, version.published_at, version.rules, proposals, reports]).toEqual([0, null, 1, [], []]);
    expect(text).toContain('@id("same-machine")');
    expect(rules).toMatchObject([{ id: "same-machine", kind: "permit", report_only: false, line: 1 }]);
    const zero = (await author.get(`${AT}/versions/0`)).as(versionAnswerSchema);
    expect([zero.version, zero.before]).toEqual([version, { text: "", tests: NO_TESTS }]);
  });

  it("offers everything that a rule can name", async () => {
    const { schema, attributes, annotations, clients, people } = (await author.get(`${AT}/vocabulary`)).as(
      vocabularyAnswerSchema,
    );
    expect(schema).toContain("entity User in [Group]");
    expect(attributes.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "principal.role",
        "resource.verified",
        "context.machine.age_hours",
        "context.network.cli",
      ]),
    );
    expect(annotations.map(({ name }) => name)).toContain("require_ticket");
    expect(clients).toContainEqual({ id: "deploy", name: "Deploy" });
    expect(people).toContain(author.machine.user.name);
  });

  it("checks a draft and changes nothing", async () => {
    const before = await shown();
    const text = `${ALLOW}${CONTRACTORS}@id("typo")\n@requireticket("OPS")\nforbid (principal, action, resource);\n`;
    const refused = (await author.post(`${AT}/check`, { text, tests: "[" })).as(checkAnswerSchema);
    expect(refused.problems).toMatchObject([{ line: 7, column: 1, rule: "typo" }]);
    expect(refused.tests_problem).toMatch(/^the tests are no JSON/);
    const named = (await author.post(`${AT}/check`, { text: ALLOW + CONTRACTORS, tests: "" })).as(checkAnswerSchema);
    expect(named.problems).toEqual([
      {
        ...{ line: 5, column: 22, end_line: 5, end_column: 42, rule: "contractors" },
        message: 'there is no group "contractors"',
      },
    ]);
    expect(named.rules.map(({ id, line, kind }) => [id, line, kind])).toEqual([
      ["all", 1, "permit"],
      ["contractors", 3, "forbid"],
    ]);
    expect(await shown()).toEqual(before);
  });

  it("publishes a set, and its history says who, when, why", async () => {
    const since = await eventsSince(server, 0);
    const answer = (await publish({ reason: "one way in" })).as(publishAnswerSchema);
    expect(answer).toEqual({ state: "published", version: 1 });
    const { version, text, rules } = await shown();
    expect(version).toMatchObject({ number: 1, reason: "one way in", second: null, restores: null, rules: 1 });
    expect(version.author).toEqual({ id: author.machine.user.id, name: author.machine.user.name });
    expect([text, rules.map(({ id }) => id)]).toEqual([ALLOW, ["all"]]);
    const events = (await eventsSince(server, 0)).slice(since.length).map(({ kind }) => kind);
    expect(events).toContain("rules_published");
    expect((await server.services.rules.current(server.services.db)).version).toBe("rules/1");
  });

  it.each([
    ["no Cedar", { text: "permit (" }, "Line 1, column"],
    ["a name that nobody has", { text: `${ALLOW}${CONTRACTORS}` }, "Line 5, column 22: there is no group"],
    ["invalid tests", { tests: "{}" }, "the tests"],
  ])("refuses %s with the place, and the published set keeps ruling", async (_what, wrong, says) => {
    const before = await shown();
    const answer = await publish(wrong);
    expect(answer.outcome).toBe("400 invalid_request");
    expect(answer.text).toContain(says);
    expect(await shown()).toEqual(before);
  });

  it("refuses what was made from a set that rules no more", async () => {
    const { version } = await shown();
    expect((await publish({ base: version.number - 1 })).outcome).toBe("409 conflict");
    const base = version.number;
    const both = await Promise.all([publish({ reason: "first", base }), publish({ reason: "second", base })]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["200", "409 conflict"]);
  });

  it("is shown and rolled back where this version of the product can't read what was published", async () => {
    const base = (await shown()).version.number;
    await ruleBy(server, "no rules at all");
    const { version, rules, text } = await shown();
    expect([version.number, rules, text]).toEqual([base + 1, [], "no rules at all"]);
    const checked = await author.post(`${AT}/check`, { text: ALLOW, tests: "" });
    expect(checked.as(checkAnswerSchema).problems).toEqual([]);
    const back = await author.change(`${AT}/roll-back`, { to: base, base: base + 1, reason: "it can't be read" });
    expect(back.as(publishAnswerSchema)).toEqual({ state: "published", version: base + 2 });
    const again = { to: base + 1, base: base + 2, reason: "try" };
    expect((await author.change(`${AT}/roll-back`, again)).outcome).toBe("400 invalid_request");
  });

  it("rolls back in one action", async () => {
    const base = (await shown()).version.number;
    const rollBack = (to: number) => author.change(`${AT}/roll-back`, { to, base, reason: "it did harm" });
    expect((await rollBack(base)).outcome).toBe("400 invalid_request");
    expect((await rollBack(0)).as(publishAnswerSchema)).toEqual({ state: "published", version: base + 1 });
    const { version, text } = await shown();
    expect([version.number, version.restores, version.reason]).toEqual([base + 1, 0, "it did harm"]);
    expect(text).toContain("same-machine");
    const { rows, total } = (await author.get(`${AT}/versions?order=desc&limit=2`)).as(versionsAnswerSchema);
    expect([rows.map(({ number }) => number), total]).toEqual([[base + 1, base], base + 1]);
    const one = (await author.get(`${AT}/versions/${base + 1}`)).as(versionAnswerSchema);
    expect(one.before.text).toBe(ALLOW);
    expect((await author.get(`${AT}/versions/${base + 2}`)).outcome).toBe("404 unknown");
  });
});
