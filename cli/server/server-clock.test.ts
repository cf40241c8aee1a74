import { expect, it } from "vitest";
import { createServerClock } from "./server-clock.ts";

it.each([
  [1_000_999, 1000, 0],
  [1_001_001, 1000, 0], // signed just before the second was over
  [1_000_000, 1001, 0],
  [1_002_000, 1000, -2],
  [1_000_000, 1090, 90],
])("at %i ms here, a server's time of %i s is a difference of %i s", (now, serverSeconds, offset) => {
  const clock = createServerClock(() => now);
  clock.learn(500);
  clock.learn(serverSeconds);
  expect(clock.offset()).toBe(offset);
});
