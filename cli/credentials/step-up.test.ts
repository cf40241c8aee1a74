import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { expect, it } from "vitest";
import { unmetBy } from "./step-up.ts";

const NOW = 1_795_521_600;
const [SAME_MACHINE = "", BOUND = ""] = ACR_VALUES;
const approved = (ago: number) => ({ acr: SAME_MACHINE, auth_time: NOW - ago });

it.each([
  ["a class that it has", 0, { acrValues: [SAME_MACHINE] }, undefined],
  ["a higher class", 0, { acrValues: [BOUND] }, "acr"],
  ["an approval that is younger", 59, { maxAge: 60 }, undefined],
  ["an approval that is as old", 60, { maxAge: 60 }, "max_age"],
  ["one of now", 0, { maxAge: 0 }, "max_age"],
  ["one of now, by a clock that is behind the server's", -2, { maxAge: 0 }, "max_age"],
] as const)("a kept login, where it is to have %s", (_what, ago, wanted, missing) => {
  expect(unmetBy(approved(ago), wanted, NOW)).toBe(missing);
});

it("a login of just now is fresh, however long it took to get here", () => {
  expect(unmetBy(approved(30), { maxAge: 0 }, NOW, NOW - 40)).toBeUndefined();
  expect(unmetBy(approved(50), { maxAge: 0 }, NOW, NOW - 40)).toBe("max_age");
});
