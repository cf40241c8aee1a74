import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CUT_MARK, neutralise } from "./neutralise.ts";

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

describe("neutralise", () => {
  it("leaves what people write as it is", () => {
    const text = "deploy prod – Zoë Müller, 日本語, שלום, é\u0301, 👩 `$(x)` \\ 100%";
    expect(neutralise(text)).toBe(text);
  });

  it.each([
    ["a bidi override", "safe\u202eexe.sh", "safe\\u{202e}exe.sh"],
    ["bidi isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
    ["a terminal escape", "\u001b[2J\u001b]0;title\u0007", "\\u{1b}[2J\\u{1b}]0;title\\u{7}"],
    ["an 8-bit CSI", "\u009b31m", "\\u{9b}31m"],
    ["new lines and tabs", "a\r\n\tb", "a\\u{d}\\u{a}\\u{9}b"],
    ["line and paragraph separators", "a\u2028b\u2029", "a\\u{2028}b\\u{2029}"],
    ["zero-width characters", "pay\u200bpal\u200d\ufeff", "pay\\u{200b}pal\\u{200d}\\u{feff}"],
    ["fillers and blanks", "\u3164\u2800\u115f", "\\u{3164}\\u{2800}\\u{115f}"],
    ["other spaces", "a\u00a0\u3000b", "a\\u{a0}\\u{3000}b"],
    ["tag characters", "a\u{e0041}", "a\\u{e0041}"],
    ["variation selectors", "a\ufe0f\u{e0100}", "a\\u{fe0f}\\u{e0100}"],
    ["private use", "\ue000\u{f0000}", "\\u{e000}\\u{f0000}"],
    ["lone surrogates", "a\ud800b\udc00", "a\\u{d800}b\\u{dc00}"],
    ["a tower of marks", "a\u0301\u0301\u0301\u0301b", "a\u0301\u0301\u0301\\u{301}b"],
  ])("makes %s visible", (_what, hostile, shown) => {
    expect(neutralise(hostile)).toBe(shown);
  });

  it("says that it cut, and never cuts an escape or a character in two", () => {
    expect(neutralise("x".repeat(20), 20)).toBe("x".repeat(20));
    expect(neutralise("x".repeat(21), 20)).toBe(`${"x".repeat(20 - CUT_MARK.length)}${CUT_MARK}`);
    expect(neutralise("\u202e".repeat(9), 20)).toBe(`\\u{202e}${CUT_MARK}`);
    expect(neutralise("👩".repeat(20), 16)).toBe(`${"👩".repeat(4)}${CUT_MARK}`);
    expect(neutralise("abcdef", 3)).toBe("abc");
  });

  it("shows no unseen character, keeps the cap and stays well-formed, whatever comes in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 0, max: 300 }), (text, cap) => {
        const shown = neutralise(text, cap);
        expect(shown).not.toMatch(UNSEEN);
        expect(shown.length).toBeLessThanOrEqual(cap);
        expect(shown.isWellFormed()).toBe(true);
        expect(neutralise(shown, cap)).toBe(shown);
      }),
    );
  });

  it("takes raw UTF-16 too", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }), (units) => {
        expect(neutralise(String.fromCharCode(...units), 255)).not.toMatch(UNSEEN);
      }),
    );
  });
});
