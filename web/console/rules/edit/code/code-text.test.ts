import { describe, expect, it } from "vitest";
import { changeBetween } from "./code-text.ts";

describe("the change from one text to another", () => {
  it.each([
    ["", "a"],
    ["a", ""],
    ["abc", "abc"],
    ["aXc", "aYYc"],
    ["aa", "aaa"],
    ["aaa", "aa"],
    ["one\ntwo\nthree", "one\nthree"],
  ])("makes %j into %j", (before, after) => {
    const { from, to, insert } = changeBetween(before, after);
    expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
  });

  it("touches only what differs", () => {
    expect(changeBetween("one\ntwo\nthree", "one\nfour\nthree")).toEqual({ from: 4, to: 7, insert: "four" });
  });
});
