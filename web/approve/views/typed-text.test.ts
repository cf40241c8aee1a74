import { describe, expect, it } from "vitest";
import { readTyped } from "./typed-text.ts";

describe("a reason", () => {
  const read = (text: string) => readTyped({ what: "justification", rules: [] }, text);

  it("is one line, however it was typed", () => {
    expect(read("  bring the\nfix   live ")).toEqual({ justification: "bring the fix live" });
    expect(read("bring\u200bthe \u202e fix live\u0000")).toEqual({ justification: "bring the fix live" });
  });

  it.each(["", "too short", "          x          "])("of less than ten letters is asked for again: %j", (text) => {
    expect(read(text)).toContain("at least ten letters");
  });
});

describe("a ticket's number", () => {
  const read = (text: string) =>
    readTyped({ what: "ticket", prefixes: ["OPS", "CHG"], mismatch: false, rules: [] }, text);

  it.each(["OPS-12", " ops-12 ", "CHG-1"])("is taken in either case: %j", (text) => {
    expect(read(text)).toEqual({ ticket: text.trim().toUpperCase() });
  });

  it.each(["", "OPS", "OPS-0", "OPS-1x", "12", "https://tracker.example/OPS-1"])("must be one: %j", (text) => {
    expect(read(text)).toContain("is needed, such as OPS-1234 or CHG-1234");
  });

  it.each(["WEB-12", "OPSX-12"])("of another kind is said to be that: %j", (text) => {
    expect(read(text)).toContain("of another kind");
  });
});
