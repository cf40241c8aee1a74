import { describe, expect, it } from "vitest";
import { readLength, writeLength } from "./notation.ts";

describe("a length of time as rules are written", () => {
  it.each([
    ["60s", 60],
    ["10m", 600],
    ["8h", 28_800],
    ["90d", 7_776_000],
  ])("%s is %i seconds, and is written so", (text, seconds) => {
    expect(readLength(text)).toBe(seconds);
    expect(writeLength(seconds)).toBe(text);
  });

  it.each(["", "60", "0s", "-1s", "1.5h", "1 m", "8H", "1w", "99999999s", "1e3s", "٣s", "60s\n"])(
    "%j is no length",
    (text) => expect(readLength(text)).toBeUndefined(),
  );
});
