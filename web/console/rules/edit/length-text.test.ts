import { describe, expect, it } from "vitest";
import { lengthIn, lengthText } from "./length-text.ts";

describe("a length of time as it is typed", () => {
  it.each([
    ["60s", 60],
    ["60", 60],
    [" 10 m ", 600],
    ["8H", 28_800],
    ["90d", 7_776_000],
  ])("reads %j", (text, seconds) => expect(lengthIn(text)).toBe(seconds));

  it("tells nothing from what is none", () => {
    expect(lengthIn(" ")).toBeNull();
    for (const none of ["0s", "-1s", "1.5h", "ten minutes", "1w", "99999999s", "1e3"])
      expect(lengthIn(none)).toBeUndefined();
  });

  it.each([0, 1, 59, 60, 90, 119, 120, 600, 3600, 7200, 86_400, 172_800, 7_776_000])(
    "is written and read again: %i",
    (seconds) => {
      if (seconds > 0) expect(lengthIn(lengthText(seconds))).toBe(seconds);
      expect(lengthText(null)).toBe("");
    },
  );
});
