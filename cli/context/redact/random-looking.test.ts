import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { looksRandom } from "./random-looking.ts";

/** Reproducible random bytes: a failure can be looked at again. */
function bytes(seed: number, length: number): Buffer {
  return createHash("shake256", { outputLength: length }).update(`random-looking ${seed}`).digest();
}

function inAlphabet(alphabet: string, length: number, seed: number): string {
  return [...bytes(seed, length * 2)]
    .slice(0, length)
    .map((byte) => alphabet[byte % alphabet.length])
    .join("");
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";

/** The share of random strings that is recognised. */
function caught(make: (seed: number) => string): number {
  const tries = 2000;
  let hits = 0;
  for (let seed = 0; seed < tries; seed += 1) if (looksRandom(make(seed))) hits += 1;
  return hits / tries;
}

describe("looksRandom", () => {
  it.each<[string, (seed: number) => string, number]>([
    ["base64url of 128 bits", (seed) => bytes(seed, 16).toString("base64url"), 0.97],
    ["base64url of 256 bits", (seed) => bytes(seed, 32).toString("base64url"), 0.999],
    ["base64 of 256 bits", (seed) => bytes(seed, 32).toString("base64"), 0.999],
    ["hexadecimal of 128 bits", (seed) => bytes(seed, 16).toString("hex"), 0.99],
    ["hexadecimal of 256 bits", (seed) => bytes(seed, 32).toString("hex"), 0.999],
    ["20 of letters and digits", (seed) => inAlphabet(LOWER + UPPER + DIGITS, 20, seed), 0.97],
    ["25 of small letters and digits", (seed) => inAlphabet(LOWER + DIGITS, 25, seed), 0.95],
    ["32 of base32", (seed) => inAlphabet(`${UPPER}234567`, 32, seed), 0.8],
    ["24 letters", (seed) => inAlphabet(LOWER, 24, seed), 0.7],
  ])("recognises %s", (_what, make, share) => {
    expect(caught(make)).toBeGreaterThanOrEqual(share);
  });

  it.each([
    "internationalization",
    "mycompanyproductionserver",
    "AbstractSingletonProxyFactoryBean",
    "customerRelationshipManagementV2",
    "StrengthsAndWeaknessesReport",
    "00000000000000000000",
    "com.example.shop.checkout.v1",
    "arn-aws-iam-123456789012-role-deployer",
    "2026-11-24T10-15-00Z-report",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "Donaudampfschifffahrtsgesellschaft",
    "x86_64-unknown-linux-gnu-1.84.0",
    "Zk3vQ9tR7mW2xB8nL4p", // 19 characters: too short to judge
  ])("lets %s be", (text) => {
    expect(looksRandom(text)).toBe(false);
  });
});
