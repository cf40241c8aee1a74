import { describe, expect, it } from "vitest";
import { sha256, sha256Base64url } from "../encoding/sha256.ts";
import { Refused } from "../refused.ts";
import { EFF_LONG_LIST } from "./eff-long-list.ts";
import { readSixWords, sixWords } from "./six-words.ts";

const hexadecimal = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

describe("the EFF long list", () => {
  it("has 7776 different words, in order, in their places", async () => {
    expect(EFF_LONG_LIST.length).toBe(6 ** 5);
    expect(new Set(EFF_LONG_LIST).size).toBe(6 ** 5);
    expect([EFF_LONG_LIST[0], EFF_LONG_LIST.at(-1)]).toEqual(["abacus", "zoom"]);
    expect(EFF_LONG_LIST.every((word) => /^[a-z]+(-[a-z]+)?$/.test(word))).toBe(true);
    expect(EFF_LONG_LIST.every((word) => word.length >= 3 && word.length <= 9)).toBe(true);
    // SHA-256 of the list's own file, eff_large_wordlist.txt: each word after the five dice that choose it.
    const dice = (at: number) =>
      at
        .toString(6)
        .padStart(5, "0")
        .replaceAll(/./g, (digit) => `${Number(digit) + 1}`);
    const file = EFF_LONG_LIST.map((word, at) => `${dice(at)}\t${word}\n`).join("");
    expect(hexadecimal(await sha256(file))).toBe("addd35536511597a02fa0a9ff1e5284677b8883b83e986e43f15a3db996b903e");
  });
});

/** 66 bytes in the place of a COSE key, whose content does not matter to the words. */
const PASSKEY = { credential_id: "A".repeat(22), public_key: "_".repeat(88) };

/**
 * Computes the words in another way: the digest in hexadecimal as one number, its digits in base 7776 from the highest
 * down.
 */
async function byHand(attestationHash: string, key: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const bytes = new Uint8Array([...[...attestationHash].map((letter) => letter.charCodeAt(0)), ...key]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  let rest = BigInt(`0x${hexadecimal(digest)}`) % 7776n ** 6n;
  const digits: number[] = [];
  for (let place = 5n; place >= 0n; place--) {
    const power = 7776n ** place;
    digits.unshift(Number(rest / power));
    rest -= (rest / power) * power;
  }
  return digits.map((digit) => EFF_LONG_LIST[digit] ?? "");
}

describe("six words (protocol §3.5)", () => {
  it("are those of a known answer", async () => {
    const hash = await sha256Base64url("attestation");
    const words = await sixWords(hash, PASSKEY);
    expect(words).toEqual(await byHand(hash, new Uint8Array(66).fill(0xff)));
    expect(words.join(" ")).toBe("nativity crisply uncouple detest wrist clamor");
  });

  it("are those of the derivation by hand, for many hashes and keys", async () => {
    for (let round = 0; round < 64; round++) {
      const hash = await sha256Base64url(`attestation ${round}`);
      const key = new Uint8Array(77).fill(round);
      const public_key = btoa(String.fromCharCode(...key))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replaceAll("=", "");
      expect(await sixWords(hash, { ...PASSKEY, public_key })).toEqual(await byHand(hash, key));
    }
  });

  it("differ with either of the two", async () => {
    const hash = await sha256Base64url("attestation");
    const words = await sixWords(hash, PASSKEY);
    expect(await sixWords(await sha256Base64url("another"), PASSKEY)).not.toEqual(words);
    expect(await sixWords(hash, { ...PASSKEY, public_key: `A${PASSKEY.public_key.slice(1)}` })).not.toEqual(words);
    // The words depend on the key, not on the credential's id.
    expect(await sixWords(hash, { ...PASSKEY, credential_id: "B".repeat(22) })).toEqual(words);
  });

  it("are not made of a key that is no base64url", async () => {
    const hash = await sha256Base64url("attestation");
    await expect(sixWords(hash, { ...PASSKEY, public_key: `${PASSKEY.public_key}=` })).rejects.toThrow(Refused);
  });
});

describe("six words as typed", () => {
  const words = ["abacus", "zoom", "t-shirt", "yo-yo", "drop-down", "abide"];

  it.each([
    words.join(" "),
    words.join("\n"),
    words.join(", "),
    `  ${words.join(" \t ")}\r\n`,
    words.join(" ").toUpperCase(),
  ])("are read from %j", (typed) => {
    expect(readSixWords(typed)).toEqual(words);
  });

  it.each([
    "",
    " ",
    words.slice(1).join(" "),
    [...words, "zoom"].join(" "),
    [...words.slice(1), "nearside"].join(" "),
    [...words.slice(1), "constructor"].join(" "),
    [...words.slice(1), "zооm"].join(" "), // Cyrillic о
    words.join(""),
    words.join("-"),
    words.join(" ").replace("t-shirt", "tshirt"),
  ])("are not read from %j", (typed) => {
    expect(readSixWords(typed)).toBeUndefined();
  });
});
