import { afterEach, expect, it, vi } from "vitest";
import { createLog } from "../log/log.ts";
import { inRounds } from "./in-rounds.ts";

afterEach(() => void vi.useRealTimers());

function running(atOnce: boolean, run: () => Promise<void>) {
  vi.useFakeTimers();
  const lines: string[] = [];
  const log = createLog("info", () => 7, { write: (line) => void lines.push(line) });
  return { rounds: inRounds({ every: 1000, log, failed: "the round failed", atOnce }, run), lines };
}

it.each([
  [true, 3],
  [false, 2],
])("starts one each time, the first at once: %s", async (atOnce, started) => {
  const run = vi.fn(async () => undefined);
  const { rounds } = running(atOnce, run);
  await vi.advanceTimersByTimeAsync(2000);
  expect(run).toHaveBeenCalledTimes(started);
  await rounds.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(run).toHaveBeenCalledTimes(started);
});

it("begins none while one is under way, and ends only after it", async () => {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const run = vi.fn(() => promise);
  const { rounds } = running(false, run);
  await vi.advanceTimersByTimeAsync(3000);
  expect(run).toHaveBeenCalledTimes(1);
  const over = vi.fn();
  const stopped = rounds.stop().then(over);
  await vi.advanceTimersByTimeAsync(0);
  expect(over).not.toHaveBeenCalled();
  end();
  await stopped;
});

it("logs a round that fails, and tries again", async () => {
  const run = vi.fn(async () => {
    throw new Error("away");
  });
  const { lines } = running(false, run);
  await vi.advanceTimersByTimeAsync(2000);
  expect(run).toHaveBeenCalledTimes(2);
  expect(lines.join("")).toMatch(/away.*the round failed/s);
});
