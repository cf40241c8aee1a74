import { describe, expect, it } from "vitest";
import { agoInWords, clockText, spanInWords } from "./time-in-words.ts";

describe("time in words", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [900, "15 minutes"],
    [3_600, "1 hour"],
    [5_400, "1 hour 30 minutes"],
    [86_400, "1 day"],
    [90_061, "1 day 1 hour"],
    [2_592_000, "30 days"],
  ])("spans: %i s is %s", (seconds, words) => {
    expect(spanInWords(seconds)).toBe(words);
  });
  it.each([
    [-3, "just now"],
    [1.9, "just now"],
    [12.4, "12 seconds ago"],
    [60, "1 minute ago"],
    [179, "2 minutes ago"],
  ])("ago: %d s is %s", (seconds, words) => {
    expect(agoInWords(seconds)).toBe(words);
  });
  it("counts down like a clock", () => {
    expect([clockText(288), clockText(61), clockText(5), clockText(0)]).toEqual(["4:48", "1:01", "0:05", "0:00"]);
  });
});
