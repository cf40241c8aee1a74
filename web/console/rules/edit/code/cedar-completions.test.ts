import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { describe, expect, it } from "vitest";
import { offersAt } from "./cedar-completions.ts";

const attribute = (path: string, type: string, more: Partial<VocabularyAnswer["attributes"][number]> = {}) => ({
  path,
  type,
  optional: false,
  says: `about ${path}`,
  values: [],
  ...more,
});
const VOCABULARY: VocabularyAnswer = {
  schema: "",
  attributes: [
    attribute("principal.role", "String", { values: ["user", "owner"] }),
    attribute("context.machine", "Machine"),
    attribute("context.machine.age_hours", "Long"),
    attribute("context.scopes", "Set<String>", { values: ["read"] }),
    attribute("context.network.cli", "ipaddr"),
    attribute("context.ticket", "String", { optional: true }),
  ],
  annotations: [
    { name: "id", example: '"x"', says: "its id" },
    { name: "require_justification", example: null, says: "why" },
  ],
  groups: ['night "shift"'],
  people: ["alice"],
  clients: [{ id: "deploy", name: "Acme deploy" }],
  resources: ["https://api.acme.example"],
  templates: [],
};

const offered = (before: string, isExplicit = false) => offersAt(before, VOCABULARY, isExplicit);
const texts = (before: string, isExplicit = false) => offered(before, isExplicit)?.offers.map(({ text }) => text);

describe("what the editor offers", () => {
  it("is annotations after an @, in place of what was typed of them", () => {
    expect(texts("@")).toEqual(['@id("x")', "@require_justification"]);
    expect(offered('@id("a")\n@requ')?.from).toBe(9);
  });

  it("is what lies below a path, step by step", () => {
    expect(texts("when { context.")).toEqual(["machine", "scopes", "network", "ticket"]);
    expect(texts("when { context.machine.ag")).toEqual(["age_hours"]);
    expect(offered("when { context.machine.ag")?.from).toBe(23);
    expect(texts("context.scopes.")).toEqual(["contains", "containsAny", "containsAll"]);
    expect(texts("context.network.cli.")).toContain("isInRange");
    expect(texts("context.nothing.")).toBeUndefined();
  });

  it("is what may be missing after has", () => {
    expect(texts("when { context has ti")).toEqual(["ticket"]);
  });

  it("is names that there are, as they are written in a text", () => {
    expect(texts('principal in Group::"')).toEqual(['night \\"shift\\"']);
    expect(texts('principal == User::"al')).toEqual(["alice"]);
    expect(offered('resource == Client::"d')?.offers).toEqual([{ text: "deploy", detail: "Acme deploy" }]);
    expect(texts('[ResourceServer::"a", ResourceServer::"')).toEqual(["https://api.acme.example"]);
    expect(texts('action == Action::"')).toEqual(["approve", "refresh", "exchange"]);
  });

  it("is every value of an attribute that has few", () => {
    expect(texts('principal.role == "')).toEqual(["user", "owner"]);
    expect(texts('principal.role != "ow')).toEqual(["user", "owner"]);
    expect(texts('context.scopes.containsAny(["write", "')).toEqual(["read"]);
    expect(texts('context.machine.hostname == "')).toBeUndefined();
    expect(texts('@mode("')).toEqual(["report-only"]);
  });

  it("is words elsewhere, once one is begun or asked for", () => {
    expect(texts("per")).toContain("permit");
    expect(texts("permit (")).toBeUndefined();
    expect(texts("permit (", true)).toContain("principal");
    expect(texts("context.time.hour > 1", true)).toBeUndefined();
  });

  it("is nothing in a comment, and in a text that is about nothing", () => {
    expect(texts("// per", true)).toBeUndefined();
    expect(texts('@title("per', true)).toBeUndefined();
    expect(texts('@says("a // b") per')).toContain("permit");
    expect(texts('@says("a \\" b') ?? []).toEqual([]);
  });
});
