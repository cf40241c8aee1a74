import { expect, it } from "vitest";
import { usageWithoutValues } from "./usage-without-values.ts";

it.each([
  ["error: unknown option '--ticket=JZ0C-WFA6'", "error: unknown option '--ticket'"],
  [
    "error: unknown option '--usr=a'b\nc'\n(Did you mean --user?)\n",
    "error: unknown option '--usr'\n(Did you mean --user?)\n",
  ],
  ["error: unknown option '-tJZ0C'", "error: unknown option '-t'"],
  ["error: unknown option '--json-lines'", "error: unknown option '--json-lines'"],
  ["error: missing required argument 'issuer'", "error: missing required argument 'issuer'"],
])("%j becomes %j", (message, shown) => {
  expect(usageWithoutValues(message)).toBe(shown);
});
