import fc from "fast-check";
import { expect, it } from "vitest";
import { RULE_TEMPLATES } from "../cards/templates.ts";
import { engine } from "../testing/engine.ts";
import { BUILT_IN_RULES } from "./built-in.ts";
import { compileRules } from "./compile.ts";
import { RulesRefused } from "./rules-refused.ts";

// Any typed text is a set of rules, or is refused with places that are within the text. Nothing else happens, and the engine survives.

const PIECES = [
  "permit (principal, action, resource)",
  "forbid",
  '@id("a")',
  "@",
  "when { true }",
  "unless",
  "{",
  "}",
  "(",
  ")",
  "[",
  ";",
  '"',
  "\\",
  "//",
  "\n",
  "\r",
  "context.machine",
  "?principal",
  "::",
  "😀",
  "\u0000",
  "\ud800",
  "\ufeff",
  "ü",
  "9223372036854775808",
];
const soup = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "grapheme", maxLength: 4 })), {
  maxLength: 30,
});

/** A template with a part that is lost, doubled, or replaced. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...RULE_TEMPLATES.map(({ text }) => text)),
    fc.nat(),
    fc.nat({ max: 12 }),
    fc.constantFrom("", ...PIECES),
  )
  .map(([text, at, length, piece]) => {
    const from = at % text.length;
    return text.slice(0, from) + piece + text.slice(from + length);
  });

it("is refused with places within the text, or is a set", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.oneof(
        soup.map((pieces) => pieces.join(" ")),
        spoilt,
        fc.tuple(spoilt, spoilt).map((both) => both.join("\n// ü\n")),
      ),
      (text) => {
        try {
          const { rules } = compileRules(engine, text, "draft");
          for (const rule of rules) expect(text.slice(rule.offset, rule.offset + rule.text.length)).toBe(rule.text);
          seen.taken += 1;
        } catch (refused) {
          if (!(refused instanceof RulesRefused)) throw refused;
          seen.refused += 1;
          const lines = text.split(/\r\n|\r|\n/);
          expect(refused.problems.length).toBeGreaterThan(0);
          for (const { line, column, endLine, endColumn, message } of refused.problems) {
            expect(message).not.toBe("");
            expect(lines[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(seen.refused).toBeGreaterThan(0);
  expect(seen.taken).toBeGreaterThan(0);
  expect(compileRules(engine, BUILT_IN_RULES, "draft").rules).toHaveLength(1);
});
