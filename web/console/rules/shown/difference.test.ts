import { describe, expect, it } from "vitest";
import { differenceOf } from "./difference.tsx";

const shown = (before: string, after: string) =>
  differenceOf(before, after)?.map((part) => part.map(({ sign, text }) => `${sign}${text}`));

describe("the difference of two sets", () => {
  it("is nothing where they are the same, however the last line ends", () => {
    expect(shown("a\nb\n", "a\nb\n")).toEqual([]);
    expect(shown("a\nb", "a\nb\n")).toEqual([]);
    expect(shown("", "")).toEqual([]);
  });

  it("is each changed line with some around it, numbered in both", () => {
    const before = Array.from({ length: 20 }, (_, nth) => `line ${nth + 1}`);
    const after = before.map((line, nth) => (nth === 9 ? "changed" : line));
    const [part, ...more] = differenceOf(before.join("\n"), after.join("\n")) ?? [];
    expect(more).toEqual([]);
    expect(part).toContainEqual({ sign: "-", text: "line 10", before: 10, after: null });
    expect(part).toContainEqual({ sign: "+", text: "changed", before: null, after: 10 });
    expect(part).toHaveLength(8);
  });

  it("is the whole text of a first set", () => {
    expect(shown("", "a\nb\n")).toEqual([["+a", "+b"]]);
  });

  it("is not told line by line where it is too much", () => {
    const text = (word: string) => Array.from({ length: 3000 }, (_, nth) => `${word} ${nth}`).join("\n");
    expect(differenceOf(text("a"), text("b"))).toBeNull();
  });
});
