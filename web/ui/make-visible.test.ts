import { describe, expect, it } from "vitest";
import { makeVisible } from "./make-visible.ts";

describe("what a person cannot see is written as its number", () => {
  it("leaves ordinary text of any script alone", () => {
    expect(makeVisible("deploy prod --größe 3 日本 שלום 🚀")).toBe("deploy prod --größe 3 日本 שלום 🚀");
  });
  it.each([
    ["a bidi override", "safe\u202Etxt.exe", "safe\\u{202e}txt.exe"],
    ["a terminal escape", "a\u001B[31mb", "a\\u{1b}[31mb"],
    ["a line break", "a\nb", "a\\u{a}b"],
    ["a zero-width joiner", "a\u200Db", "a\\u{200d}b"],
    ["a no-break space", "a\u00A0b", "a\\u{a0}b"],
    ["a letter that is blank", "a\u3164b", "a\\u{3164}b"],
    ["a blank braille pattern", "a\u2800b", "a\\u{2800}b"],
    ["a variation selector", "a\uFE0Fb", "a\\u{fe0f}b"],
    ["marks that paint over the line above", "a\u0301\u0301\u0301\u0301b", "a\u0301\u0301\u0301\\u{301}b"],
    ["a lone surrogate", "a\uD800b", "a\\u{d800}b"],
  ])("shows %s", (_name, text, shown) => {
    expect(makeVisible(text)).toBe(shown);
  });
});
