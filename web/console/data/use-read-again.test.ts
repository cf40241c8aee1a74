import { describe, expect, it } from "vitest";
import { isDue } from "./use-read-again.ts";

const MINUTE = 60_000;

describe("what changes by itself", () => {
  it("is read again when it is old, while somebody is there", () => {
    expect(isDue(10_000, 0, 10_000, 0)).toBe(true);
    expect(isDue(9_999, 0, 10_000, 0)).toBe(false);
  });

  it("is left alone on a page that nobody sits at, so that the session can end", () => {
    expect(isDue(5 * MINUTE - 1, 0, 10_000, 0)).toBe(true);
    expect(isDue(5 * MINUTE, 0, 10_000, 0)).toBe(false);
  });
});
