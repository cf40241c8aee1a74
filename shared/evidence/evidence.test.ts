import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../refused.ts";
import { MAX_EVIDENCE_LENGTH, readEvidence } from "./evidence.ts";
import { FAILURE_SENTENCES } from "./failure-sentences.ts";

function refusalOf(text: string): string {
  try {
    readEvidence(text);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return "accepted";
}

describe("a file that anybody wrote", () => {
  it("is refused by a closed error, whatever JSON it is", () => {
    const value = fc.oneof(fc.jsonValue(), fc.object({ withNullPrototype: true }));
    fc.assert(
      fc.property(value, (any) => {
        const refusal = refusalOf(JSON.stringify(any));
        expect(refusal).toMatch(/^malformed: (json|nearside|depth)$/);
      }),
    );
  });

  it("is refused by a closed error, whatever follows an honest head", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (any) => {
        const refusal = refusalOf(JSON.stringify({ ...any, nearside: "evidence", version: 1 }));
        expect(refusal).toMatch(/^malformed: [a-z_.]+$/); // one of our own names, never the sender's
      }),
    );
  });

  it.each([
    ["x".repeat(MAX_EVIDENCE_LENGTH + 1), "malformed: length"],
    ["[".repeat(40) + "]".repeat(40), "malformed: depth"],
    ['{"nearside":"evidence","version":2}', "malformed: version"],
    ['{"nearside":"receipt","version":1}', "malformed: nearside"],
    ['{"nearside":"evidence","version":1}', "malformed: issuer"],
  ])("%.40s", (text, refusal) => {
    expect(refusalOf(text)).toBe(refusal);
  });
});

it("every failure has a sentence that sends nobody to a login that is over", () => {
  const verifying = [
    "malformed",
    "bad_signature",
    "key_mismatch",
    "token_mismatch",
    "assertion_invalid",
    "clock_skew",
  ] as const;
  for (const code of verifying) expect(FAILURE_SENTENCES[code]).not.toMatch(/again|Set the clock/);
});
