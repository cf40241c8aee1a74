import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { LONGEST_WITHIN_SECONDS } from "../lifetimes.ts";
import { MOST_APPROVER_LISTS, MOST_APPROVERS } from "../statements/decision.ts";
import {
  bothSecond,
  coversSecond,
  MOST_LISTS,
  MOST_QUORUM,
  namesSecond,
  readNamed,
  type SecondDemand,
  secondDemandSchema,
} from "./second-approver.ts";

const of = (names: string, quorum = 1, more: Partial<SecondDemand> = {}): SecondDemand => ({
  ...{ approvers: [{ among: names.split(" "), quorum }], within: 900, newcomers: 3600 },
  ...more,
});
const BOB = of("user:bob");
const BOB_OR_CAROL = of("user:bob user:carol");
const LEADS = of("group:leads");

describe("the names of a rule", () => {
  it("are read once each and in one order, with the spaces that a group's name has", () => {
    expect(readNamed("user:bob group:on call user:bob")).toEqual(["group:on call", "user:bob"]);
  });

  it.each([
    ["nobody", ""],
    ["a name without its kind", "bob"],
    ["a space at the end", "group:leads "],
    ["a person's name that no person has", "user:Bob"],
    ["a character that can't be seen", "group:le\u202eads"],
    ["nine", Array.from({ length: 9 }, (_, at) => `user:p${at}`).join(" ")],
  ])("are refused where they are %s", (_what, text) => {
    expect(readNamed(text)).toBeUndefined();
  });
});

describe("the demands of two rules", () => {
  it("are both lists, for the shorter time, without the newcomers of either", () => {
    const more = of("group:leads", 2, { within: 600, newcomers: 0 });
    const both = { approvers: [...more.approvers, ...BOB.approvers], within: 600, newcomers: 3600 };
    expect(bothSecond(BOB, more)).toEqual(both);
    expect(bothSecond(more, BOB)).toEqual(both);
    expect(bothSecond(null, BOB)).toBe(BOB);
    expect(bothSecond(null, null)).toBeNull();
  });

  it("lose a list that is met wherever another one is", () => {
    expect(bothSecond(BOB, BOB_OR_CAROL)?.approvers).toEqual(BOB.approvers);
    expect(bothSecond(BOB, BOB)?.approvers).toEqual(BOB.approvers);
    expect(bothSecond(BOB, of("user:bob user:carol", 2))?.approvers).toHaveLength(2);
  });
});

describe("an earlier decision", () => {
  it("is enough for rules that ask for no more people", () => {
    expect(namesSecond(null, null)).toBe(true);
    expect(namesSecond(BOB, null)).toBe(false);
    expect(namesSecond(BOB_OR_CAROL, BOB)).toBe(true);
    expect(namesSecond(BOB, BOB_OR_CAROL)).toBe(false);
    expect(namesSecond(of("group:leads", 2), LEADS)).toBe(false);
    expect(namesSecond(bothSecond(BOB, LEADS), BOB)).toBe(false);
  });

  it("gives no more time than rules do", () => {
    expect(coversSecond(BOB, { ...BOB, within: 600 })).toBe(true);
    expect(coversSecond(BOB, { ...BOB, within: 901 })).toBe(false);
    expect(coversSecond(null, BOB)).toBe(true);
  });
});

it("asks for nothing that a decision can't say", () => {
  expect(MOST_LISTS).toBeLessThanOrEqual(MOST_APPROVER_LISTS);
  expect(MOST_QUORUM).toBeLessThanOrEqual(MOST_APPROVERS);
  expect(v.is(secondDemandSchema, of("user:bob", 1, { within: LONGEST_WITHIN_SECONDS + 1 }))).toBe(false);
});
