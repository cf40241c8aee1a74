import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { fieldOf } from "./refused.ts";

const schema = v.strictObject({ a: v.strictObject({ b: v.array(v.number()) }) });
const fieldIn = (value: unknown): string => {
  const { issues } = v.safeParse(schema, value);
  if (issues === undefined) throw new Error("the schema was met");
  return fieldOf(issues[0], "whole");
};

describe("fieldOf", () => {
  it("names what is wrong by its path", () => {
    expect(fieldIn({ a: { b: [0, "secret"] } })).toBe("a.b.1");
    expect(fieldIn({ a: {} })).toBe("a.b");
    expect(fieldIn({})).toBe("a");
    expect(fieldIn(7)).toBe("whole");
  });

  it("names an unknown member by its parent: its name is the sender's text", () => {
    expect(fieldIn({ a: { b: [] }, "\u001b[2Jpassword=hunter2": 1 })).toBe("whole");
    expect(fieldIn({ a: { b: [], "\u001b[2Jpassword=hunter2": 1 } })).toBe("a");
  });
});
