import { expect, it } from "vitest";
import { ACR, ACR_VALUES } from "./proof-tier.ts";
import { isFresh, reaches } from "./step-up.ts";
import { acrInWords } from "./step-up-words.ts";

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

it.each([
  [ACR.loopbackRedirect, "an approval on the computer where the program runs"],
  [ACR.sshSession, "an approval on the computer from which the SSH session comes"],
  [ACR.sameMachine, "an approval on the computer where the login started"],
  [ACR.deviceBound, "a passkey that can't be copied, and a machine key that is not in a plain file"],
  [ACR.hardware, "a passkey that can't be copied, and a machine key in a security chip (TPM)"],
  ["urn:other:loa3", undefined],
  ["constructor", undefined],
])("people read of %s: %s", (acr, words) => {
  expect(acrInWords(acr)).toBe(words);
});
