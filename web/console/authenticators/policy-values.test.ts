import { authenticatorPolicySchema, sentencesOf } from "@nearside/shared/api/console/authenticator-policy.ts";
import * as v from "valibot";
import { expect, it } from "vitest";
import { linesOf, policyOf } from "./policy-values.ts";

const MODEL = "00112233-4455-6677-8899-aabbccddeeff";
const EMPTY = {
  allow: "",
  deny: "",
  formats: [],
  minimum_certification: "",
  attested_only: false,
  device_bound_only: false,
};

it("makes of an empty form a policy that takes anything", () => {
  const policy = v.parse(authenticatorPolicySchema, policyOf(EMPTY));
  expect(policy).toMatchObject({ allow: null, deny: [], formats: null, minimum_certification: null });
  expect(sentencesOf(policy)).toEqual(["Any authenticator that the server's configuration allows."]);
});

it("takes models as people paste them: lines, commas, capitals, twice", () => {
  const allow = `  ${MODEL.toUpperCase()},\n${MODEL}\n\n`;
  const policy = v.parse(authenticatorPolicySchema, policyOf({ ...EMPTY, allow, attested_only: true }));
  expect(policy.allow).toEqual([MODEL]);
  expect(linesOf(policy.allow)).toBe(MODEL);
  expect(sentencesOf(policy)).toEqual(["Only authenticators that prove their model.", `Only these models: ${MODEL}.`]);
});

it("names the text that is no model, its place, and how a model looks", () => {
  const read = v.safeParse(authenticatorPolicySchema, policyOf({ ...EMPTY, deny: `${MODEL}\nYubiKey` }));
  expect(read.issues?.map((issue) => [v.getDotPath(issue), issue.message])).toEqual([
    ["deny.1", "This is not an AAGUID, such as 00112233-4455-6677-8899-aabbccddeeff."],
  ]);
});
