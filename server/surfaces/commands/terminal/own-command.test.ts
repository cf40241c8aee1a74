import { expect, it } from "vitest";
import { asTypedHere } from "./own-command.ts";

it("names our commands as they are typed here, and leaves the program's name alone", () => {
  const text =
    "Run: nearside-server tickets free <id>. `nearside-server keys` lists them. nearside-server.js, nearside-server --help";
  expect(asTypedHere(text, "npm run -s nearside-server --")).toBe(
    "Run: npm run -s nearside-server -- tickets free <id>. `npm run -s nearside-server -- keys` lists them. nearside-server.js, nearside-server --help",
  );
});
