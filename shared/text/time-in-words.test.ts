import { describe, expect, it } from "vitest";
import { agoInWords, countdownText, spanInWords } from "./time-in-words.ts";

describe("time in words", () => {
  it.each([
    [-5, "0 seconds"],
    [0, "0 seconds"],
    [1, "1 second"],
    [59.9, "59 seconds"],
    [60, "1 minute"],
    [900, "15 minutes"],
    [3_600, "1 hour"],
    [3_605, "1 hour"],
    [5_400, "1 hour 30 minutes"],
    [86_400, "1 day"],
    [90_061, "1 day 1 hour"],
    [2_592_000, "30 days"],
  ])("spans: %d s is %s", (seconds, words) => {
    expect(spanInWords(seconds)).toBe(words);
  });

  it.each([
    [-3, "just now"],
    [1.9, "just now"],
    [12.4, "12 seconds ago"],
    [60, "1 minute ago"],
    [179, "2 minutes ago"],
    [7_300, "2 hours ago"],
  ])("ago: %d s is %s", (seconds, words) => {
    expect(agoInWords(seconds)).toBe(words);
  });

  it.each([
    [288, "4:48"],
    [245, "4:05"],
    [61, "1:01"],
    [5.9, "0:05"],
    [0, "0:00"],
    [-1, "0:00"],
  ])("counts down: %d s is %s", (seconds, text) => {
    expect(countdownText(seconds)).toBe(text);
  });
});
