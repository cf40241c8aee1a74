import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { displayNameSchema, emailAddressSchema, groupNameSchema, noteSchema, userNameSchema } from "./names.ts";

// Names are whatever a person types (threat B7): what would mislead its reader is refused, each with its own sentence.

const problem = (schema: v.GenericSchema<unknown, string>, value: unknown) =>
  v.safeParse(schema, value).issues?.[0].message;
const outputOf = (schema: v.GenericSchema<unknown, string>, value: unknown) => v.safeParse(schema, value).output;

describe("a display name", () => {
  it.each([
    ["Alice Liddell", "Alice Liddell"],
    ["  Alice  ", "Alice"],
    ["José", "José"],
    ["Jose\u0301", "José"],
    ["Юрий Гагарин", "Юрий Гагарин"],
    ["田中 太郎", "田中 太郎"],
    ["Tanaka 田中", "Tanaka 田中"],
    ["محمد", "محمد"],
    ["Nguyễn Thị Minh", "Nguyễn Thị Minh"],
    ["O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."],
    ["=1+1", "=1+1"],
    ["x".repeat(128), "x".repeat(128)],
  ])("may be %j", (typed, name) => expect(outputOf(displayNameSchema, typed)).toBe(name));

  it.each([
    [7, "must be text"],
    ["", "must not be empty"],
    ["   ", "must not be empty"],
    ["x".repeat(129), "must have at most 128 characters"],
    ["a\u202eb", "must not contain characters that change the direction of writing"],
    ["a\u2066b", "must not contain characters that change the direction of writing"],
    ["a\u200eb", "must not contain characters that change the direction of writing"],
    ["a\nb", "must not contain control characters or line breaks"],
    ["a\0b", "must not contain control characters or line breaks"],
    ["a\u001b[2Jb", "must not contain control characters or line breaks"],
    ["a\u2028b", "must not contain control characters or line breaks"],
    ["a\u200bb", "must not contain invisible characters"],
    ["a\ufeffb", "must not contain invisible characters"],
    ["a\u3164b", "must not contain invisible characters"],
    ["a\u{e0041}b", "must not contain invisible characters"],
    ["a\ue000b", "must not contain invisible characters"],
    ["a\u2800b", "must not contain invisible characters"],
    ["a\u00a0b", "must not contain spaces other than the usual one"],
    ["a\u2003b", "must not contain spaces other than the usual one"],
    ["a\ud800b", "must not contain broken characters"],
    [`a${"\u0301".repeat(9)}`, "must not have several accents on one letter"],
    ["...", "must contain a letter or a digit"],
    ["p\u0430ypal", "must not mix letters of different scripts that look alike within one word"],
    ["Alic\u03b5", "must not mix letters of different scripts that look alike within one word"],
  ])("is not %j: it %s", (typed, sentence) => expect(problem(displayNameSchema, typed)).toBe(sentence));
});

it.each(["Alice", "al ice", "", "-alice", "al\u0131ce", "ali\u0441e", "a".repeat(129), "alice\n"])(
  "a user's name is not %j",
  (typed) => {
    expect(problem(userNameSchema, typed)).toMatch(/^must be at most 128 lower-case letters/);
  },
);

describe("an address", () => {
  it.each([
    "alice@example.com",
    "a.b+c@sub.example.org",
    "alice@xn--bcher-kva.example",
    "yuri@xn--80adxhks.xn--p1ai",
    "o'brien@example.ie",
    "_svc=x&y@1and1.example",
    `${"a".repeat(64)}@${"b".repeat(63)}.example`,
  ])("may be %s", (typed) => expect(outputOf(emailAddressSchema, typed)).toBe(typed));
  it.each([
    "alice",
    "alice@",
    "@example.com",
    "alice@example.com, bob@example.com",
    "alice@example.com\r\nBcc: eve@example.com",
    "Alice <alice@example.com>",
    "al\u0131ce@example.com",
    "alice@ex\u0430mple.com",
    `${"a".repeat(250)}@example.com`,
    `${"a".repeat(65)}@example.com`,
    `alice@${"a".repeat(64)}.com`,
    "alice@example",
    "alice@192.0.2.1",
    "alice@[192.0.2.1]",
    "alice@-example.com",
    "alice@example-.com",
    "alice@example..com",
    ".alice@example.com",
    "alice.@example.com",
    "alice@bob@example.com",
    "alice%example.org@example.com",
    "example.org!alice@example.com",
    '"alice"@example.com',
    "alice@b\u00fccher.example",
    "alice@example.com\0",
    7,
  ])("is not %j", (typed) => expect(problem(emailAddressSchema, typed)).toMatch(/^must /));
});

it("holds no semicolon in a group's name, and 64 characters at most", () => {
  expect(problem(groupNameSchema, "a;b")).toBe("must not contain a semicolon");
  expect(problem(groupNameSchema, "x".repeat(65))).toBe("must have at most 64 characters");
});

it.each(["a\nb", "a\u202eb", "a\0", "x".repeat(257)])("is no note: %j", (typed) => {
  expect(problem(noteSchema, typed)).toMatch(/^must /);
});
