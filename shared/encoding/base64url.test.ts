import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../refused.ts";
import { decodeBase64url, encodeBase64url, isCanonicalBase64url } from "./base64url.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// RFC 4648 §10, without padding; and the two characters in which base64url differs from base64
const KNOWN = [
  ["", []],
  ["Zg", [0x66]],
  ["Zm8", [0x66, 0x6f]],
  ["Zm9v", [0x66, 0x6f, 0x6f]],
  ["Zm9vYg", [0x66, 0x6f, 0x6f, 0x62]],
  ["Zm9vYmFy", [0x66, 0x6f, 0x6f, 0x62, 0x61, 0x72]],
  ["-_8", [0xfb, 0xff]],
] as const;

const HOSTILE = {
  padding: "Zg==",
  "padding alone": "=",
  "one character": "Z",
  "five characters": "Zm9vY",
  "bits that belong to no byte, of two characters": "Zh",
  "bits that belong to no byte, of three characters": "Zm9",
  "the other alphabet": "+/8",
  "a space": "Zm 9v",
  "a newline at the end": "Zm9v\n",
  "a NUL": "Zm9\0",
  "a letter beyond ASCII": "Zm9ѵ",
  "a full-width letter": "\uFF3Am9v",
};

describe("base64url (RFC 4648 §5, no padding)", () => {
  it.each(KNOWN)("reads and writes %j", (text, bytes) => {
    expect([...decodeBase64url(text, "x")]).toEqual(bytes);
    expect(encodeBase64url(new Uint8Array(bytes))).toBe(text);
    expect(isCanonicalBase64url(text)).toBe(true);
  });

  it.each(Object.entries(HOSTILE))("refuses %s", (_what, text) => {
    expect(() => decodeBase64url(text, "x")).toThrow(new Refused("malformed", "x"));
    expect(isCanonicalBase64url(text)).toBe(false);
  });

  it("gives back any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(isCanonicalBase64url(text)).toBe(true);
        expect(decodeBase64url(text, "x")).toEqual(bytes);
      }),
    );
  });

  it("reads no other text for the same bytes: what one accepts the other accepts, and it is what we write", () => {
    const texts = fc.string({ unit: fc.constantFrom(...ALPHABET, "=", "+"), maxLength: 12 });
    fc.assert(
      fc.property(texts, (text) => {
        if (isCanonicalBase64url(text)) expect(encodeBase64url(decodeBase64url(text, "x"))).toBe(text);
        else expect(() => decodeBase64url(text, "x")).toThrow(Refused);
      }),
      { numRuns: 500 },
    );
  });

  it("judges a text of ten million characters", () => {
    expect(isCanonicalBase64url("A".repeat(10_000_000))).toBe(true);
    expect(isCanonicalBase64url(`${"A".repeat(10_000_000)}!`)).toBe(false);
  });
});
