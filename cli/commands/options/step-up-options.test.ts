import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { expect, it } from "vitest";
import { stepUpWords } from "../../credentials/step-up.ts";
import { problemOf } from "../../problems/problem.ts";
import { readStepUp } from "./step-up-options.ts";

const [sameMachine, deviceBound, hardware] = ACR_VALUES;

it.each([
  ["same-machine", [sameMachine]],
  ["hardware device-bound", [hardware, deviceBound]],
  [`  ${deviceBound}  device-bound `, [deviceBound]],
  ["urn:other:loa3", ["urn:other:loa3"]],
])("reads --acr %j, and says it again as it is typed", (acr, acrValues) => {
  const read = readStepUp({ acr, maxAge: "300" });
  expect(read).toEqual({ acrValues, maxAge: 300 });
  const [, typed = "", ...rest] = stepUpWords(read);
  expect([readStepUp({ acr: typed }).acrValues, rest]).toEqual([acrValues, ["--max-age", "300"]]);
});

it("demands nothing where nothing is said", () => {
  expect(readStepUp({})).toEqual({ acrValues: undefined, maxAge: undefined });
  expect(stepUpWords({})).toEqual([]);
});

it.each([
  { acr: "" },
  { acr: " " },
  { acr: 'a"b' },
  { acr: "é" },
  { acr: "x".repeat(256) },
  { acr: "a b c d e f g h i" },
  { maxAge: "" },
  { maxAge: "-1" },
  { maxAge: "1.5" },
  { maxAge: "5m" },
  { maxAge: "123456789" },
])("does not take %j", (options) => {
  let code = "none";
  try {
    readStepUp(options);
  } catch (error) {
    ({ code } = problemOf(error));
  }
  expect(code).toBe("usage");
});
