import { ATTENTION_KINDS } from "@nearside/shared/api/console/overview.ts";
import { expect, it } from "vitest";
import { overviewTexts as texts } from "./overview.tsx";

const { sentence } = texts.attention;

it("says of each kind how many need attention, as a whole sentence", () => {
  expect([0, 1].map((count) => sentence({ kind: "break_glass_codes", count }))).toEqual([
    "There is no break-glass code that can be used. Print new ones.",
    "Only 1 break-glass code is left. Print new ones.",
  ]);
  expect([1, 2000, null].map((count) => sentence({ kind: "enrolments", count }))).toEqual([
    "1 machine is waiting to be admitted.",
    "2,000 machines are waiting to be admitted.",
    "More than 10,000 machines are waiting to be admitted.",
  ]);
  for (const kind of ATTENTION_KINDS)
    for (const count of [1, 2, null]) expect(sentence({ kind, count })).toMatch(/^[A-Z0-9][^#]*\.$/);
});
