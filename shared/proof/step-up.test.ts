import { expect, it } from "vitest";
import { ACR_VALUES } from "./proof-tier.ts";
import { isFresh, reaches } from "./step-up.ts";

const [sameMachine, deviceBound, hardware] = ACR_VALUES;

it.each([
  [sameMachine, undefined, true],
  [deviceBound, [hardware, deviceBound], true],
  [hardware, [deviceBound], true],
  [deviceBound, [hardware], false],
  [hardware, ["urn:other:loa3"], false],
  [sameMachine, ["urn:other:loa3", sameMachine], true],
])("%s where %j is asked for: %s", (acr, acr_values, enough) => {
  expect(reaches(acr, { acr_values })).toBe(enough);
});

it.each([
  [undefined, 1_000_000, true],
  [600, 600, true],
  [600, 601, false],
  [0, 10, true],
  [0, 11, false],
])("an approval for which at most %s seconds are asked, %s later: %s", (max_age, age, fresh) => {
  expect(isFresh(1_795_000_000, 1_795_000_000 + age, { max_age })).toBe(fresh);
});
