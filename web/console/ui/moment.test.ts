import { describe, expect, it } from "vitest";
import { relativeTime } from "./moment.tsx";

const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;

describe("a time, as a person says it", () => {
  it.each([
    [0, "just now"],
    [-59_000, "just now"],
    [59_000, "now"],
    [-3.9 * MINUTE, "3 minutes ago"],
    [5 * MINUTE, "in 5 minutes"],
    [-60 * MINUTE, "1 hour ago"],
    [-24 * 60 * MINUTE, "yesterday"],
    [3 * 24 * 60 * MINUTE, "in 3 days"],
    [-31 * 24 * 60 * MINUTE, "25 Oct 2026"],
  ])("%d ms away is %s", (away, text) => {
    expect(relativeTime(NOW + away, NOW)).toBe(text);
  });
});
