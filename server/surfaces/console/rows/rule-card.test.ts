import { BUILT_IN_RULES } from "@nearside/rules/reading/built-in.ts";
import { cardAnswerSchema, type cardBodySchema } from "@nearside/shared/api/console/rules.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import type * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import { consoleOf } from "../../../testing/console.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";

const AT = "/api/console/rules/card";
const BODY: v.InferOutput<typeof cardBodySchema> = {
  text: BUILT_IN_RULES,
  rule: null,
  card: {
    id: "contractors",
    title: null,
    effect: "forbid",
    report_only: false,
    who: { kind: "group", name: "contractors" },
    actions: ["approve"],
    client: null,
    when: [],
    unless: [],
    unless_all: [],
    says: null,
    demands: { ...NO_DEMANDS, attested: true },
  },
};

const server = serverForAll();
let page: ConsolePage;
beforeAll(async () => {
  page = await consoleOf(server, "rule_author");
});

describe("a card in the text of a draft", () => {
  it("is added to it", async () => {
    const { text } = (await page.post(AT, BODY)).as(cardAnswerSchema);
    expect(text).toBe(`${BUILT_IN_RULES}
@id("contractors")
@require_attested_passkey
forbid (principal in Group::"contractors", action == Action::"approve", resource);
`);
  });

  it("is taken of a set as long as there may be one", async () => {
    const text = `${"// \\\n".repeat((512 * 1024 - 200) / 5)}${BUILT_IN_RULES}`;
    expect((await page.post(AT, { ...BODY, text, card: null, rule: "same-machine" })).status).toBe(200);
  });

  it.each([
    ["a text that can't be read", { text: "permit (" }, "text"],
    ["an id that there is", { card: { ...BODY.card, id: "same-machine" } }, "card.id"],
    ["what no rule may ask", { card: { ...BODY.card, demands: { ...NO_DEMANDS, stand: 600 } } }, "card"],
  ])("is refused with the field for %s", async (_, more, field) => {
    const answer = await page.post(AT, { ...BODY, ...more });
    expect(answer.outcome).toContain("400 invalid_request");
    expect(JSON.parse(answer.text).fields).toMatchObject([{ field }]);
  });

  it("is nothing where there is no such rule", async () => {
    expect((await page.post(AT, { ...BODY, rule: "nobody" })).status).toBe(404);
  });
});
