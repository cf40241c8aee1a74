import { describe, expect, it } from "vitest";
import { Refused } from "../refused.ts";
import { isRefusalCode, REFUSALS, refuse, sentenceOf } from "./refusal.ts";

describe("refusals", () => {
  it.each(Object.entries(REFUSALS))("%s has a sentence for people", (code, sentence) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    // The sentence says what happened and, after it, why or what to do: it begins and ends as a sentence does, and
    // names no code.
    expect(sentence).toMatch(/^[A-Z].*[.!]$/s);
    expect(sentence.length).toBeGreaterThan(30);
    expect(sentence.length).toBeLessThan(240);
    expect(sentence).not.toContain("_");
    expect(sentence).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/); // the characters of an error_description (RFC 6749 §5.2)
  });

  it("are a closed set, also against names that every object has", () => {
    expect(isRefusalCode("malformed")).toBe(true);
    for (const name of ["", "toString", "constructor", "__proto__", "MALFORMED", "unknown"])
      expect(isRefusalCode(name)).toBe(false);
  });

  it("are thrown, with the code, the field and the cause", () => {
    const cause = new Error("why");
    try {
      refuse("malformed", "iat", { cause });
    } catch (error) {
      expect(error).toBeInstanceOf(Refused);
      expect(error).toMatchObject({
        code: "malformed",
        field: "iat",
        message: "malformed: iat",
        cause,
        name: "Refused",
      });
    }
    expect(() => refuse("denied")).toThrow(new Refused("denied"));
    expect(sentenceOf("denied")).toBe(REFUSALS.denied);
  });
});
