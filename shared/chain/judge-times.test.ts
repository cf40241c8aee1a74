import { describe, expect, it } from "vitest";
import { Refused } from "../refused.ts";
import { judgeTimes } from "./judge-times.ts";

const AT = 1_772_000_000;
const LIFE = 60;
/** A statement of the longest life, made that many seconds after it was received. */
const madeAfter = (seconds: number) => ({ iat: AT + seconds, exp: AT + seconds + LIFE });

describe("judgeTimes: 60 s leeway (protocol §2)", () => {
  it.each([
    ["made at this very second", madeAfter(0)],
    ["60 s in the future", madeAfter(60)],
    ["just ended", madeAfter(-60)],
    ["ended 60 s ago", madeAfter(-120)],
    ["of one second", { iat: AT, exp: AT + 1 }],
    ["of one second, 60 s in the future", { iat: AT + 60, exp: AT + 61 }],
    ["of one second, ended 60 s ago", { iat: AT - 61, exp: AT - 60 }],
  ])("takes one %s", (_what, claims) => {
    expect(() => judgeTimes(claims, AT, LIFE)).not.toThrow();
  });

  it.each([
    ["61 s in the future", madeAfter(61), "clock_skew", "iat"],
    ["ended 61 s ago", madeAfter(-121), "clock_skew", "exp"],
    ["of a century in the future", madeAfter(3e9), "clock_skew", "iat"],
    ["of 1970", { iat: 0, exp: LIFE }, "clock_skew", "exp"],
    ["of no life", { iat: AT, exp: AT }, "malformed", "exp"],
    ["that ends before it begins", { iat: AT, exp: AT - 1 }, "malformed", "exp"],
    ["that lives 61 s", { iat: AT, exp: AT + 61 }, "malformed", "exp"],
    ["that is both too long and too early", { iat: AT + 61, exp: AT + 1000 }, "malformed", "exp"],
  ])("refuses one %s", (_what, claims, code, field) => {
    expect(() => judgeTimes(claims, AT, LIFE)).toThrow(new Refused(code, field));
  });
});
