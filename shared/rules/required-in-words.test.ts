import { expect, it } from "vitest";
import { requiredInWords } from "./required-in-words.ts";

it("says each thing that rules ask for, and nothing where they ask for none", () => {
  expect(requiredInWords({})).toEqual([]);
  expect(requiredInWords({ fresh_touch: 90, device_bound: true, attested: true, security_key: true })).toEqual([
    "a touch of the last 1 minute 30 seconds",
    "a passkey that can't be copied",
    "a passkey whose make is proven",
    "the touch of a security key as well",
  ]);
});
