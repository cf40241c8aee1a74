import { describe, expect, it } from "vitest";
import { percentile } from "./percentile.ts";

describe("a percentile", () => {
  it("is one of the measured values, by nearest rank", () => {
    expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3);
    expect(percentile([1, 2, 3, 4], 50)).toBe(2);
    expect(percentile([1, 2, 3, 4], 95)).toBe(4);
    expect(percentile([7], 0)).toBe(7);
  });

  it("of nothing is an error", () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});
