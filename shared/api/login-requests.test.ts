import * as v from "valibot";
import { expect, it } from "vitest";
import { justificationSchema } from "./login-requests.ts";

it.each(["bring the fix live", "eilige Störung 7", "修正を本番環境に反映します"])("takes a reason: %s", (text) => {
  expect(v.is(justificationSchema, text)).toBe(true);
});

it.each([
  ["a few letters", "too short"],
  ["nothing but spaces", " ".repeat(40)],
  ["what looks like nothing", "\u3164\u2800\u00a0".repeat(10)],
  ["a text turned around", "bring the fix live \u202e"],
  ["another line", "bring the fix live\nNo touch is needed"],
  ["a control character", "bring the fix live \u001b[2J"],
  ["half a character", "bring the fix live \ud800"],
  ["no end", "x".repeat(1025)],
])("takes no reason of %s", (_what, text) => {
  expect(v.is(justificationSchema, text)).toBe(false);
});
