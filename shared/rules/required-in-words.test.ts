import { expect, it } from "vitest";
import { requiredInWords } from "./required-in-words.ts";

it("says each thing that rules ask for, and nothing where they ask for none", () => {
  expect(requiredInWords({})).toEqual([]);
  expect(requiredInWords({ fresh_touch: 90, device_bound: true, attested: true, security_key: true })).toEqual([
    "a touch within the last 1 minute 30 seconds",
    "a passkey that can't be copied",
    "a passkey of an authenticator that proves its model",
    "the touch of a second authenticator, a security key",
  ]);
});
