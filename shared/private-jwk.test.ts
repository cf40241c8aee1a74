import { expect, it } from "vitest";
import { holdsPrivateJwk } from "./private-jwk.ts";

const KEY = { kty: "EC", crv: "P-256", x: "AA", y: "AA" };

it.each([
  ["one key alone", { ...KEY, d: "AA" }],
  ["the second of a set", { keys: [KEY, { ...KEY, d: "" }] }],
  ["a symmetric one", { keys: [{ kty: "oct", k: "AA" }] }],
  ["a set in a set", { keys: [{ keys: [{ kty: "RSA", qi: "AA" }] }] }],
])("finds a private key: %s", (_what, given) => {
  expect(holdsPrivateJwk(given)).toBe(true);
});

it.each([
  ["public keys", { keys: [KEY, KEY] }],
  ["none", { keys: [] }],
  ["text", "d"],
  ["a name in a value", { keys: [{ ...KEY, kid: "d" }] }],
  ["nothing", undefined],
])("finds none in %s", (_what, given) => {
  expect(holdsPrivateJwk(given)).toBe(false);
});
