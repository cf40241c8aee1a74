import { describe, expect, it } from "vitest";
import { createAnswerGuard, SETTLE_MILLISECONDS } from "./answer-guard.ts";

function questionAt(start: number) {
  const clock = { now: start };
  const acts: string[] = [];
  const guard = createAnswerGuard(() => clock.now);
  const press = guard.guarded(() => acts.push("yes"));
  return { clock, acts, guard, press };
}

describe("an answer in the extension's own window", () => {
  it("does not count while the window has only just come to the front (threat B6)", () => {
    const { clock, acts, guard, press } = questionAt(1000);
    press();
    guard.noteFront(true);
    press();
    clock.now += SETTLE_MILLISECONDS - 1;
    press();
    expect(acts).toEqual([]);
    clock.now += 1;
    press();
    expect(acts).toEqual(["yes"]);
  });

  it("has to wait from the start whenever the window comes forward, and never counts behind", () => {
    const { clock, acts, guard, press } = questionAt(1000);
    guard.noteFront(true);
    clock.now += SETTLE_MILLISECONDS;
    guard.noteFront(false);
    press();
    guard.noteFront(true);
    press();
    expect(acts).toEqual([]);
    expect(guard.isReady()).toBe(false);
  });

  it("counts once: a double click makes no second key, and no approval follows a denial", () => {
    const { clock, acts, guard, press } = questionAt(1000);
    guard.noteFront(true);
    clock.now += SETTLE_MILLISECONDS;
    press();
    press();
    guard.guarded(() => acts.push("no"))();
    expect(acts).toEqual(["yes"]);
  });
});
