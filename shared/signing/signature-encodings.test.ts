import { describe, expect, it } from "vitest";
import { fromDer, toDer } from "./signature-encodings.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const ONE = `${"00".repeat(31)}01`;
const HIGH = "80".repeat(32);

describe("a signature in both encodings", () => {
  it.each([
    ["the smallest numbers", ONE + ONE, "3006020101020101"],
    ["a first bit that is set", HIGH + ONE, `3026022100${HIGH}020101`],
    ["the longest of all", HIGH + HIGH, `3046022100${HIGH}022100${HIGH}`],
  ])("goes both ways with %s", (_what, plain, der) => {
    expect(toDer(bytes(plain))).toEqual(bytes(der));
    expect(fromDer(bytes(der))).toEqual(bytes(plain));
  });
});

describe("DER that no signature has", () => {
  it.each([
    ["nothing", ""],
    ["R ‖ S", HIGH + HIGH],
    ["another tag", "3106020101020101"],
    ["another tag within", "3006030101020101"],
    ["a length that is too long", "3007020101020101"],
    ["a length that is too short", "3005020101020101"],
    ["a length in the long form", "308106020101020101"],
    ["a byte after it", "300602010102010100"],
    ["a byte after it that is counted", "300702010102010100"],
    ["one number", "3003020101"],
    ["three numbers", "3009020101020101020101"],
    ["an empty number", "30050200020101"],
    ["zero", "3006020100020101"],
    ["a negative number", "3006020181020101"],
    ["a zero byte too many", "300702020001020101"],
    ["a number that is too long", `3026022101${HIGH}020101`],
    ["a number that goes beyond the end", "3006020101020201"],
  ])("is refused: %s", (_what, der) => {
    expect(fromDer(bytes(der))).toBeUndefined();
  });
});
