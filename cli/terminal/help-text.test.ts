import { expect, it } from "vitest";
import { fitHelp, usageWithoutValues } from "./help-text.ts";

const HELP = `Usage: nearside key [options]

It shows where the key of this machine is kept. From a file
to the keyring the key stays the same:

  nearside key move keyring --profile work --user alice
Then it is there.
`;

it("stays as it is where it fits", () => {
  expect(fitHelp(HELP, 60)).toBe(HELP);
});

it("is broken between words where it does not, and never within an example", () => {
  expect(fitHelp(HELP, 30)).toBe(`Usage: nearside key [options]

It shows where the key of this
machine is kept. From a file
to the keyring the key stays
the same:

  nearside key move keyring --profile work --user alice
Then it is there.
`);
});

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
