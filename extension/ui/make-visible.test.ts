import { describe, expect, it } from "vitest";
import { makeVisible } from "./make-visible.ts";

describe("makeVisible", () => {
  it.each([
    ["deploy prod", "deploy prod"],
    ["Ærø 日本 🙂", "Ærø 日本 🙂"],
    ["safe\u202egnp.exe", "safe\\u{202e}gnp.exe"],
    ["\u001b[2J", "\\u{1b}[2J"],
    ["a\nb\tc", "a\\u{a}b\\u{9}c"],
    ["a\u00a0b\u2003c", "a\\u{a0}b\\u{2003}c"],
    ["zero\u200bwidth", "zero\\u{200b}width"],
  ])("writes %j as %j", (text, visible) => {
    expect(makeVisible(text)).toBe(visible);
  });
});
