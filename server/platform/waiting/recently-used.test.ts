import { expect, it } from "vitest";
import { RecentlyUsed } from "./recently-used.ts";

it("keeps so many, and forgets the one whose last use is the longest ago", () => {
  const cache = new RecentlyUsed<number>(2);
  cache.add("a", 1);
  cache.add("b", 2);
  expect(cache.get("a")).toBe(1);
  cache.add("c", 3);
  expect(["a", "b", "c"].map((name) => cache.get(name))).toEqual([1, undefined, 3]);
  expect(cache.size).toBe(2);
});
