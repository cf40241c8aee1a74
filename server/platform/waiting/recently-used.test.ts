import { expect, it } from "vitest";
import { RecentlyUsed } from "./recently-used.ts";

it("keeps so many, and forgets the one whose last use is the longest ago", () => {
  const kept = new RecentlyUsed<number>(2);
  kept.add("a", 1);
  kept.add("b", 2);
  expect(kept.get("a")).toBe(1);
  kept.add("c", 3);
  expect(["a", "b", "c"].map((name) => kept.get(name))).toEqual([1, undefined, 3]);
  expect(kept.size).toBe(2);
});
