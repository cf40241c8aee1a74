import { expect, it } from "vitest";
import { fitHelp } from "./fit-help.ts";

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
