import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { fieldProblemsOf } from "./field-problems.ts";

const schema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(2), v.maxLength(32), v.regex(/^[a-z]+$/, "Use lower case letters only.")),
  email: v.nullable(v.pipe(v.string(), v.email())),
  uses: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
  groups: v.pipe(v.array(v.string()), v.minLength(1)),
  people: v.array(v.strictObject({ role: v.picklist(["user", "owner"]) })),
});
const GOOD = { name: "ada", email: null, uses: 1, groups: ["a"], people: [] };

function problems(change: object): Record<string, string> {
  const read = v.safeParse(schema, { ...GOOD, ...change });
  return Object.fromEntries(fieldProblemsOf(read.issues ?? []).map(({ field, problem }) => [field, problem]));
}

describe("what is wrong with a field", () => {
  it("is nothing where all is well", () => {
    expect(problems({})).toEqual({});
  });

  it.each([
    [{ name: "" }, { name: "Fill this in." }],
    [{ uses: null }, { uses: "Fill this in." }],
    [{ name: "a" }, { name: "Use at least 2 characters." }],
    [{ name: "a".repeat(33) }, { name: "Use at most 32 characters." }],
    [{ name: "Ada" }, { name: "Use lower case letters only." }],
    [{ email: "ada@" }, { email: "Enter an e-mail address, such as ada@acme.example." }],
    [{ uses: 0 }, { uses: "Enter 1 or more." }],
    [{ uses: 11 }, { uses: "Enter 10 or less." }],
    [{ uses: 1.5 }, { uses: "Enter a whole number." }],
    [{ groups: [] }, { groups: "Choose at least one." }],
    [{ people: [{ role: "root" }] }, { "people.0.role": "Choose one of the options." }],
  ])("is said in words: %j", (change, sentences) => {
    expect(problems(change)).toEqual(sentences);
  });

  it("is told of each field once", () => {
    expect(problems({ name: "A", uses: 0 })).toEqual({
      name: "Use at least 2 characters.",
      uses: "Enter 1 or more.",
    });
  });
});
