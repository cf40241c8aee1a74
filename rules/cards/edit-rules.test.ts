import type { Card } from "@nearside/shared/rules/card.ts";
import { NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRules } from "../reading/compile.ts";
import { engine } from "../testing/engine.ts";
import { editRules } from "./edit-rules.ts";

const CARD: Card = {
  id: "new",
  title: null,
  effect: "forbid",
  report_only: false,
  who: { kind: "group", name: "contractors" },
  actions: [],
  client: null,
  when: [],
  unless: [],
  unless_all: [],
  says: "No.",
  demands: NO_DEMANDS,
};
const WRITTEN = `@id("new")
@says("No.")
forbid (principal in Group::"contractors", action, resource);`;

const SAME = '@id("same") permit (principal, action, resource);';
const NIGHT = `@id("night")
@says("a \\"quoted; // text")
forbid (principal, action, resource) // at night
when { context.time.hour < 6 };`;
/** Each has its own words in a comment before it. */
const TEXT = `// ${SAME}
${SAME} // everybody

// at night: forbid (principal, action, resource);
${NIGHT}

\t@id("last") forbid (principal, action, resource) when { context.session.remote };`;

const edited = (text: string, rule: string | null, card: Card | null): string => {
  const answer = editRules(engine, text, { rule, card });
  if (answer.state !== "edited") throw new Error(JSON.stringify(answer));
  return answer.text;
};

describe("a rule edited by form", () => {
  it("is put in the place of the old one, and nothing else is touched", () => {
    expect(edited(TEXT, "night", CARD)).toBe(TEXT.replace(NIGHT, WRITTEN));
    expect(edited(TEXT, "same", CARD)).toBe(TEXT.replace(`\n${SAME}`, `\n${WRITTEN}`));
  });

  it("comes at the end, after an empty line", () => {
    expect(edited(TEXT, null, CARD)).toBe(`${TEXT}\n\n${WRITTEN}\n`);
    expect(edited(`${SAME}\n`, null, CARD)).toBe(`${SAME}\n\n${WRITTEN}\n`);
    expect(edited("", null, CARD)).toBe(`${WRITTEN}\n`);
    expect(edited("// only words", null, CARD)).toBe(`// only words\n\n${WRITTEN}\n`);
  });

  it("goes with its line, and comments stay", () => {
    expect(edited(TEXT, "night", null)).toBe(TEXT.replace(`${NIGHT}\n`, ""));
    expect(edited(TEXT, "same", null)).toBe(TEXT.replace(`\n${SAME} // everybody`, "\n // everybody"));
    expect(edited(`${SAME}\n\n${NIGHT}\n`, "same", null)).toBe(`${NIGHT}\n`);
    expect(edited(`${SAME}\n\n${NIGHT}\n\n${WRITTEN}\n`, "night", null)).toBe(`${SAME}\n\n${WRITTEN}\n`);
    expect(edited(SAME, "same", null)).toBe("");
  });

  it("is added and removed again without a trace, after any text", () => {
    const gap = fc.constantFrom("\n", "\n\n", '\n// a; comment "\n', "\r\n", " ");
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 4 }), (gaps) => {
        const text = gaps.map((space, nth) => `${space}@id("r${nth}") ${SAME.slice(11)}`).join("");
        for (const nth of gaps.keys()) {
          const changed = edited(text, `r${nth}`, CARD);
          expect(edited(changed, "new", { ...CARD, id: `r${nth}` })).toBe(
            text.replace(`@id("r${nth}") ${SAME.slice(11)}`, WRITTEN.replace("new", `r${nth}`)),
          );
          expect(compileRules(engine, edited(text, `r${nth}`, null), "draft").rules).toHaveLength(gaps.length - 1);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("is edited among rules that no set may have, as long as they can be told apart", () => {
    const wrong = `@nonsense forbid (principal, action, resource) when { context.nothing };\n${SAME}\n`;
    expect(edited(wrong, "same", null)).toBe(wrong.replace(`${SAME}\n`, ""));
  });

  it.each([
    ["text that is not rules", "permit (", null, CARD, "unreadable"],
    [
      "what would be too deep for the engine",
      `permit (principal, action, resource) when { ${"(".repeat(5000)}true${")".repeat(5000)} };`,
      null,
      CARD,
      "unreadable",
    ],
    ["a rule with slots", "permit (principal == ?principal, action, resource);", null, CARD, "unreadable"],
    ["a rule that is not there", TEXT, "nobody", CARD, "unknown_rule"],
    ["a rule that is there twice", `${SAME}\n${SAME}`, "same", CARD, "unknown_rule"],
    ["the id of another one", TEXT, "night", { ...CARD, id: "same" }, "id_taken"],
    ["the id of another one, for a new one", TEXT, null, { ...CARD, id: "same" }, "id_taken"],
    ["what only a permit says", TEXT, null, { ...CARD, demands: { ...NO_DEMANDS, stand: 600 } }, "card_refused"],
    ["a touch too fresh", TEXT, null, { ...CARD, demands: { ...NO_DEMANDS, fresh_touch: 1 } }, "card_refused"],
    ["tickets of no kind", TEXT, null, { ...CARD, demands: { ...NO_DEMANDS, ticket: [] } }, "card_refused"],
    [
      "what is no network",
      TEXT,
      null,
      { ...CARD, when: [{ attribute: "context.network.cli", op: "in_network", values: ["10.0.0.0/99"] }] },
      "card_refused",
    ],
    [
      "what rules can't read",
      TEXT,
      null,
      { ...CARD, when: [{ attribute: "context.weather", op: "is", value: true }] },
      "card_refused",
    ],
    ["an action twice", TEXT, null, { ...CARD, actions: ["approve", "approve"] }, "edited"],
  ] as const)("is refused %s", (_, text, rule, card, state) => {
    expect(editRules(engine, text, { rule, card: structuredClone(card) as Card }).state).toBe(state);
  });
});
