import { describe, expect, it } from "vitest";
import { agoInWords, countdownText, spanInWords } from "./time-in-words.ts";

describe("times in words", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [59.9, "59 seconds"],
    [60, "1 minute"],
    [900, "15 minutes"],
    [2_592_000, "30 days"],
    [-5, "0 seconds"],
  ])("says %d as %j", (seconds, words) => {
    expect(spanInWords(seconds)).toBe(words);
  });

  it("says what has just been, and how long ago the rest was", () => {
    expect([agoInWords(-3), agoInWords(1), agoInWords(12), agoInWords(130)]).toEqual([
      "just now",
      "just now",
      "12 seconds ago",
      "2 minutes ago",
    ]);
  });

  it("counts down", () => {
    expect([countdownText(245), countdownText(5.9), countdownText(-1)]).toEqual(["4:05", "0:05", "0:00"]);
  });
});
