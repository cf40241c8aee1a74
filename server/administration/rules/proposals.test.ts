import { publishAnswerSchema, rulesAnswerSchema } from "@nearside/shared/api/console/rules.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { consolesOf, giveRole } from "../../testing/console.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { publishRules } from "./publish-rules.ts";

// Publishing needs a second author here: one proposes, another one agrees.

const AT = "/api/console/rules";
const ALLOW = '@id("all")\npermit (principal, action, resource);\n';

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database, rules: { timeZone: "UTC", secondAuthor: true, keepDays: 90 } });
  let page: (role: "rule_author" | "owner" | "auditor") => ConsolePage;
  beforeEach(async () => {
    page = await consolesOf(server, ["rule_author", "owner", "auditor"]);
  });

  const shown = async (as: ConsolePage = page("owner")) => (await as.get(AT)).as(rulesAnswerSchema);
  const propose = async (as: ConsolePage, more: object = {}) => {
    const base = (await shown()).version.number;
    const draft = { text: ALLOW, tests: "[]", reason: "try it", base, acknowledged: [], ...more };
    const answer = (await as.change(`${AT}/publish`, draft)).as(publishAnswerSchema);
    if (answer.state !== "proposed") throw new Error("it was published");
    return answer.proposal;
  };
  const settle = (as: ConsolePage, id: string, how: "agree" | "withdraw") =>
    as.change(`${AT}/proposals/${id}/${how}`, {});

  it("waits, rules nothing, and is active once another author agrees", async () => {
    const id = await propose(page("rule_author"));
    expect((await shown()).version.number).toBe(0);
    expect((await shown(page("rule_author"))).proposals).toMatchObject([{ id, is_own: true, base: 0, text: ALLOW }]);
    expect((await shown()).proposals).toMatchObject([{ id, is_own: false, author: { name: "rule_author" } }]);

    expect((await settle(page("owner"), id, "agree")).as(publishAnswerSchema)).toEqual({
      state: "published",
      version: 1,
    });
    const { version, proposals } = await shown();
    expect(version).toMatchObject({ number: 1, author: { name: "rule_author" }, second: { name: "owner" } });
    expect(proposals).toEqual([]);
    const [proposed, ...others] = await eventsOf(server, id);
    expect([proposed?.kind, others]).toEqual(["rules_proposed", []]);
    expect((await eventsOf(server, "rules/1")).map(({ data }) => data)).toMatchObject([
      { proposal: id, author: page("rule_author").machine.user.id },
    ]);
    expect((await settle(page("owner"), id, "agree")).outcome).toBe("409 conflict");
    expect((await settle(page("owner"), id, "withdraw")).outcome).toBe("409 conflict");
  });

  it("can't be agreed to by its author, by a person who may not write rules, or once its author may not", async () => {
    const id = await propose(page("rule_author"));
    expect((await settle(page("rule_author"), id, "agree")).outcome).toBe("403 not_permitted");
    expect((await settle(page("auditor"), id, "agree")).outcome).toBe("403 not_permitted");
    await giveRole(server, page("rule_author").machine.user.id, "user");
    expect((await settle(page("owner"), id, "agree")).outcome).toBe("409 conflict");
    expect((await shown()).version.number).toBe(0);
    expect((await settle(page("owner"), `rp_${"A".repeat(22)}`, "agree")).outcome).toBe("404 unknown");
  });

  it("is refused by the database too, where it is one's own", async () => {
    const id = await propose(page("rule_author"));
    const own = { state: "agreed", settled_by: page("rule_author").machine.user.id } as const;
    await expect(
      server.services.db.updateTable("rule_proposals").set(own).where("id", "=", id).execute(),
    ).rejects.toThrow();
  });

  it("is withdrawn, or takes the place of the one before, or is overtaken", async () => {
    const first = await propose(page("rule_author"));
    const second = await propose(page("rule_author"), { reason: "better" });
    expect((await shown()).proposals.map(({ id }) => id)).toEqual([second]);
    expect((await eventsOf(server, first)).at(-1)).toMatchObject({ kind: "rules_proposal_ended" });
    expect((await settle(page("rule_author"), second, "withdraw")).outcome).toBe("200");

    const third = await propose(page("rule_author"));
    const fourth = await propose(page("owner"));
    expect((await settle(page("rule_author"), fourth, "agree")).outcome).toBe("200");
    expect((await eventsOf(server, third)).at(-1)?.data).toMatchObject({ state: "overtaken" });
    expect((await settle(page("owner"), third, "agree")).outcome).toBe("409 conflict");
    const both = await Promise.all([propose(page("rule_author")), propose(page("owner"))]);
    const agreed = await Promise.all([
      settle(page("owner"), both[0], "agree"),
      settle(page("rule_author"), both[1], "agree"),
    ]);
    expect(agreed.map(({ outcome }) => outcome).sort()).toEqual(["200", "409 conflict"]);
  });

  it("needs nobody from the server's own shell, nor to roll back", async () => {
    const draft = { text: ALLOW, tests: "", reason: "by hand", base: 0, acknowledged: [] };
    expect(await publishRules(server.services, draft, SERVER_SHELL)).toEqual({ state: "published", version: 1 });
    expect((await shown()).version.author).toEqual({ id: null, name: "the server's own shell" });
    const back = await page("rule_author").change(`${AT}/roll-back`, { to: 0, base: 1, reason: "it did harm" });
    expect(back.as(publishAnswerSchema)).toEqual({ state: "published", version: 2 });
  });

  it("is checked again when it is agreed to, because a group that it names may be gone", async () => {
    const owner = page("owner");
    const made = await owner.change("/api/console/groups", { name: "contractors", description: "" });
    const { id: group } = JSON.parse(made.text) as { id: string };
    const text = `${ALLOW}@id("c")\nforbid (principal in Group::"contractors", action, resource);\n`;
    const id = await propose(page("rule_author"), { text });
    expect((await owner.change(`/api/console/groups/${group}/delete`, {})).outcome).toBe("200");
    const refused = await settle(owner, id, "agree");
    expect([refused.outcome, refused.text]).toEqual([
      "400 invalid_request",
      expect.stringContaining("Line 4, column 22"),
    ]);
  });
});
