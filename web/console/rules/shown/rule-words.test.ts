import type { Card, CardCondition } from "@nearside/shared/rules/card.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import { describe, expect, it } from "vitest";
import { conditionWords, demandWords, whatWords, whoWords } from "./rule-words.ts";

const CARD: Card = {
  id: "new-machine",
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

describe("what a rule asks for, in words", () => {
  it("is nothing where nothing is asked", () => {
    expect(demandWords(NO_DEMANDS)).toEqual([]);
  });

  it("is each thing, with its bounds", () => {
    const sentences = demandWords({
      fresh_touch: 60,
      device_bound: true,
      attested: true,
      security_key: true,
      justification: true,
      ticket: ["OPS", "CHG"],
      access_token: 300,
      refresh_token: 28_800,
      scopes: ["read"],
      stand: 600,
      second: { approvers: [{ among: ["group:leads", "user:bob"], quorum: 2 }], within: 900, newcomers: 3600 },
      alarm: true,
    });
    expect(sentences).toHaveLength(14);
    expect(sentences).toContain("Approval by 2 other people: somebody in leads or bob.");
    expect(sentences).toContain("A touch that is at most 1 minute old.");
    expect(sentences).toContain("A ticket number: OPS-… or CHG-….");
    expect(sentences).toContain("At most these scopes: read.");
    expect(sentences).toContain("No new touch if the last approval is at most 10 minutes old.");
  });

  it("says of what excludes itself that nobody can meet it", () => {
    expect(demandWords({ ...NO_DEMANDS, ticket: [], scopes: [] })).toEqual([
      "Tickets of different kinds at once, which nobody can meet.",
      "No scope at all.",
    ]);
  });
});

describe("a card, in words", () => {
  it("says whom and what it is about", () => {
    expect([whoWords(CARD), whatWords(CARD)]).toEqual(["Anybody", "Logins, refreshes and exchanges of any program"]);
    const group: Card = {
      ...CARD,
      who: { kind: "group", name: "contractors" },
      actions: ["approve"],
      client: "deploy",
    };
    expect([whoWords(group), whatWords(group)]).toEqual(["Everybody in contractors", "Logins of deploy"]);
  });

  it.each<[CardCondition, string]>([
    [
      { attribute: "context.machine.age_hours", op: "less_than", value: 24 },
      "Hours since the machine was enrolled: less than 24",
    ],
    [{ attribute: "context.session.remote", op: "is", value: true }, "Remote session: yes"],
    [{ attribute: "principal.role", op: "is_not", value: "owner" }, "Role: not Owner"],
    [{ attribute: "context.time.hour", op: "outside", from: 8, to: 17 }, "Hour of the day: not 8 to 17"],
    [{ attribute: "context.scopes", op: "has_only", values: ["read", "list"] }, "Scopes: only read or list"],
    [{ attribute: "context.scopes", op: "has_all", values: ["read", "deploy"] }, "Scopes: with read and deploy"],
    [
      { attribute: "context.network.cli", op: "in_network", values: ["10.0.0.0/8", "192.168.0.0/16"] },
      "Command line's address: 10.0.0.0/8 or 192.168.0.0/16",
    ],
    [{ attribute: "context.of.a.newer.server", op: "none_of", values: ["x"] }, "context.of.a.newer.server: not x"],
  ])("says %j", (condition, text) => {
    expect(conditionWords(condition)).toBe(text);
  });
});
