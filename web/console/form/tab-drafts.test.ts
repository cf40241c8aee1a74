import { describe, expect, it } from "vitest";
import { createDrafts } from "./drafts.tsx";
import { tabDrafts } from "./tab-drafts.ts";

const DRAFT = { text: "permit (principal, action, resource);", tests: "", base: 3 };

/** Behaves like a tab's storage that holds at most `most` characters. */
function storage(most = 1000): Storage {
  const stored: Record<string, string> = {};
  const of = (name: string) => (Object.hasOwn(stored, name) ? stored[name] : undefined);
  const functions = {
    getItem: (name: string) => of(name) ?? null,
    setItem(name: string, value: string) {
      if (value.length > most) throw new DOMException("full", "QuotaExceededError");
      stored[name] = value;
    },
    removeItem: (name: string) => void delete stored[name],
  };
  return new Proxy(stored, {
    get: (_, name) => Reflect.get(functions, name),
  }) as unknown as Storage;
}

describe("a draft that lasts", () => {
  it("is there after a reload, for who wrote it alone", () => {
    const tab = storage();
    createDrafts(
      tabDrafts(() => tab),
      "us_a",
    ).keep("rules.draft", DRAFT);
    const later = tabDrafts(() => tab);
    expect(createDrafts(later, "us_a").of("rules.draft")).toEqual(DRAFT);
    expect(createDrafts(later, "us_b").of("rules.draft")).toBeUndefined();
  });

  it("is gone once it is thrown away, and with sign-out", () => {
    const tab = storage();
    const lasting = tabDrafts(() => tab);
    const drafts = createDrafts(lasting, "us_a");
    drafts.keep("rules.draft", DRAFT);
    drafts.discard("rules.draft");
    expect(drafts.of("rules.draft")).toBeUndefined();
    expect(Object.keys(tab)).toEqual([]);
    tab.setItem("another's", "stays");
    drafts.keep("rules.draft", DRAFT);
    lasting.forget("us_a");
    expect(drafts.of("rules.draft")).toEqual(DRAFT);
    expect(Object.keys(tab)).toHaveLength(2);
    lasting.forget("us_b");
    expect(Object.keys(tab)).toEqual(["another's"]);
    drafts.keep("rules.draft", DRAFT);
    lasting.forget();
    expect(Object.keys(tab)).toEqual(["another's"]);
  });

  it("is the rules' alone: what is typed into any other form stays in the page's memory", () => {
    const tab = storage();
    const drafts = createDrafts(
      tabDrafts(() => tab),
      "us_a",
    );
    drafts.keep("people.new", { name: "bob" });
    expect(drafts.of("people.new")).toEqual({ name: "bob" });
    expect(Object.keys(tab)).toEqual([]);
  });

  it("is the page's memory's where the browser keeps nothing, or not so much, and what was kept before is no more", () => {
    const denied = createDrafts(
      tabDrafts(() => {
        throw new DOMException("denied", "SecurityError");
      }),
      "us_a",
    );
    denied.keep("rules.draft", DRAFT);
    expect(denied.of("rules.draft")).toEqual(DRAFT);
    const tab = storage();
    const drafts = createDrafts(
      tabDrafts(() => tab),
      "us_a",
    );
    drafts.keep("rules.draft", DRAFT);
    drafts.keep("rules.draft", { ...DRAFT, text: "// ".repeat(400) });
    expect(drafts.of("rules.draft")?.["text"]).toHaveLength(1200);
    expect(Object.keys(tab)).toEqual([]);
  });

  it.each(["{", "null", '{"user":"us_a"}', '{"user":"us_a","values":3}', '"x"'])(
    "is missing where the tab stores %s",
    (text) => {
      const tab = storage();
      tab.setItem("nearside.draft.rules.draft", text);
      expect(tabDrafts(() => tab).of("rules.draft", "us_a")).toBeUndefined();
    },
  );
});
