import type { Posture } from "@nearside/shared/posture/posture.ts";
import { describe, expect, it } from "vitest";
import { Unreachable } from "../server/http.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import {
  afterAnswer,
  afterFailure,
  afterNoQuestion,
  isDue,
  NEVER_TOLD,
  type Telling,
  valuesOf,
} from "./when-to-tell.ts";

const NOW = 1_000_000_000_000;
const MINUTE = 60_000;
const posture = (value: "on" | "off", age = 0): Posture => ({ firewall: { value, age, source: "nft" } });
const [ON, OFF] = [valuesOf(posture("on")), valuesOf(posture("off"))];
const told = (age: number | null) => afterAnswer(ON, { posture_ruled: ["firewall"], posture_age: age }, NOW);

/** The minutes between one try and the next, of a server that fails each time. */
function pauses(error: unknown, tries: number): readonly number[] {
  let telling: Telling = NEVER_TOLD;
  return Array.from({ length: tries }, () => {
    const now = Math.max(NOW, telling.again);
    telling = afterFailure(telling, error, now);
    return (telling.again - now) / MINUTE;
  });
}
const refusal = (status: number, headers = {}) => new ServerRefusal({ status, headers, text: "" }, undefined);

describe("a server is told", () => {
  it("at once where it never was, and of what has changed since, but not of a look that saw the same", () => {
    expect(isDue(NEVER_TOLD, ON, NOW)).toBe(true);
    expect(isDue(told(null), OFF, NOW + 1)).toBe(true);
    expect(isDue(told(null), valuesOf(posture("on", 50)), NOW + MINUTE)).toBe(false);
  });

  it.each([
    ["once in a day, if rules look at no age", null, 1440],
    ["in time for their youngest age, so that one report may get lost", 3600, 20],
    ["as often as it looks, for an age that nobody can keep", 5, 1],
    ["once in a day, if they allow a week", 604_800, 1440],
  ])("again %s", (_when, age, minutes) => {
    expect((told(age).again - NOW) / MINUTE).toBe(minutes);
    expect(isDue(told(age), ON, NOW + minutes * MINUTE - 1)).toBe(false);
    expect(isDue(told(age), ON, NOW + minutes * MINUTE)).toBe(true);
  });
});

describe("a server that can't be told", () => {
  it("is asked ever more seldom, an hour apart at last, and two minutes where the network is away", () => {
    expect(pauses(refusal(500), 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(pauses(new Unreachable("(no route)"), 4)).toEqual([1, 2, 2, 2]);
  });

  it("is left alone for as long as it says", () => {
    expect(pauses(refusal(429, { "retry-after": "600" }), 5)).toEqual([10, 10, 10, 10, 16]);
  });

  it("waits for its pause, whatever changes meanwhile, and is told then", () => {
    const failed = afterFailure(told(null), refusal(503), NOW);
    expect(isDue(failed, OFF, NOW + MINUTE - 1)).toBe(false);
    expect(isDue(failed, OFF, NOW + MINUTE)).toBe(true);
    expect(failed).toMatchObject({ at: NOW, ruled: ["firewall"], problem: expect.stringMatching(/^[a-z_]+$/) });
    expect(afterAnswer(OFF, { posture_ruled: [], posture_age: null }, NOW)).toMatchObject({
      failures: 0,
      problem: null,
    });
  });

  it("is asked in an hour whether it takes such a word by now", () => {
    const unasked = afterNoQuestion(NEVER_TOLD, ON, NOW);
    expect(unasked).toMatchObject({ at: null, problem: "not_asked", again: NOW + 60 * MINUTE });
    expect(isDue(unasked, ON, NOW + MINUTE)).toBe(false);
  });
});
